from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.preference, name="preference"),
    path("<uuid:pk>/", views.open_row, name="open"),
    path("<uuid:pk>/read/", views.read, name="read"),
]
