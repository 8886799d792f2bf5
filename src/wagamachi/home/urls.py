from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.today, name="today"),
    path("stuck/", views.stuck, name="stuck"),
    path("search/", views.search, name="search"),
]
