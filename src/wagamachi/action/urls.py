"""The doors of しくみづくり."""

from django.urls import path

from . import views

app_name = "action"

urlpatterns = [
    path("", views.board, name="board"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/", views.detail, name="proposal"),
    path("<uuid:pk>/change/", views.change, name="change"),
    path("<uuid:pk>/submit/", views.submit, name="submit"),
    path("<uuid:pk>/call-back/", views.call_back, name="call_back"),
    path("<uuid:pk>/answer/", views.answer, name="answer"),
    path("<uuid:pk>/outcome/", views.outcome, name="outcome"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("submissions/<uuid:pk>/", views.submission, name="submission"),
    path("outcomes/<uuid:pk>/", views.made, name="made"),
]
