from django.urls import path

from .views import deployment, organizations, teams

app_name = "organizations"
urlpatterns = [
    path("", organizations.index, name="index"),
    path("new/", organizations.new, name="new"),
    path("deployment/", deployment.table, name="deployment"),
    path("districts/", deployment.districts, name="districts"),
    path("teams/<uuid:pk>/", teams.detail, name="team"),
    path("teams/<uuid:pk>/change/", teams.change, name="team_change"),
    path("teams/<uuid:pk>/close/", teams.close, name="team_close"),
    path("<uuid:pk>/", organizations.detail, name="detail"),
    path("<uuid:pk>/change/", organizations.change, name="change"),
    path("<uuid:pk>/close/", organizations.close, name="close"),
    path("<uuid:pk>/teams/new/", teams.new, name="team_new"),
]
