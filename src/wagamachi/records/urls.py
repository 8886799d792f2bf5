from django.urls import path

from . import views

app_name = "records"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("definitions/", views.explain, name="definitions"),
    path("export/", views.export, name="export"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/correct/", views.correct, name="correct"),
]
