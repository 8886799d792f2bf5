from django.urls import path

from . import views

app_name = "insight"
urlpatterns = [
    path("", views.index, name="index"),
    path("backups/", views.backups, name="backups"),
    path("districts/", views.districts, name="districts"),
    path("functions/", views.functions, name="functions"),
    path("handoffs/", views.handoffs, name="handoffs"),
    path("leaks/", views.leaks, name="leaks"),
    path("responses/", views.responses, name="responses"),
    path("roles/", views.roles, name="roles"),
    path("standing/", views.standing, name="standing"),
    path("tags/", views.tags, name="tags"),
    path("themes/", views.themes, name="themes"),
    path("windows/", views.windows, name="windows"),
]
