from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.language, name="language"),
]
