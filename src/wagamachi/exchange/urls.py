"""Papers: every address is a form and an id, nothing else."""

from django.urls import path, re_path

from . import views
from .sheets.blank import FORMS

app_name = "exchange"

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

urlpatterns = [
    path("cases/<uuid:pk>/", views.case_papers, name="case"),
    path("cases/<uuid:pk>/course/", views.course, name="course"),
    path("cases/<uuid:case_pk>/evaluations/<uuid:pk>/", views.evaluation, name="evaluation"),
    path("cases/<uuid:case_pk>/consents/<uuid:pk>/", views.consent, name="consent"),
    re_path(
        rf"^cases/(?P<pk>{UUID})/blank/(?P<form>{'|'.join(FORMS)})/$", views.blank, name="blank"
    ),
    path("intakes/blank/", views.blank_intake, name="blank_intake"),
    path("intakes/<uuid:pk>/", views.intake, name="intake"),
    path("assessments/<uuid:pk>/", views.assessment, name="assessment"),
    path("plans/<uuid:pk>/", views.plan, name="plan"),
    path("handoffs/<uuid:pk>/", views.handoff, name="handoff"),
]
