from django.urls import path

from . import views

app_name = "insight"
urlpatterns = [
    path("", views.index, name="index"),
    path("functions/", views.functions, name="functions"),
    path("handoffs/", views.handoffs, name="handoffs"),
    path("roles/", views.roles, name="roles"),
    path("themes/", views.themes, name="themes"),
    path("windows/", views.windows, name="windows"),
]
