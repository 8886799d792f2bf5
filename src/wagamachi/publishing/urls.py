"""The doors of 外に出す文."""

from django.urls import path

from . import views

app_name = "publishing"

urlpatterns = [
    path("", views.releases, name="releases"),
    path("<uuid:pk>/", views.release, name="release"),
]
