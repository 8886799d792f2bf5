"""The doors of planned support and outreach."""

from django.urls import path

from .views import assessments, figures, gaps, hard, outreach, outreach_tasks, plans, reviews

app_name = "support"

urlpatterns = [
    path("", reviews.due, name="reviews"),
    path("cases/<uuid:pk>/", plans.case_support, name="case"),
    path("cases/<uuid:pk>/assessments/new/", assessments.new, name="assessment_new"),
    path("assessments/<uuid:pk>/", assessments.detail, name="assessment"),
    path("cases/<uuid:pk>/plans/new/", plans.new, name="plan_new"),
    path("plans/<uuid:pk>/", plans.detail, name="plan"),
    path("plans/<uuid:pk>/change/", plans.change, name="plan_change"),
    path("plans/<uuid:pk>/discard/", plans.discard, name="plan_discard"),
    path("plans/<uuid:pk>/goals/new/", plans.new_goal, name="goal_new"),
    path("plans/<uuid:plan_pk>/goals/<uuid:pk>/", plans.goal, name="goal"),
    path("plans/<uuid:plan_pk>/goals/<uuid:pk>/remove/", plans.remove, name="goal_remove"),
    path("plans/<uuid:pk>/agree/", plans.agree, name="plan_agree"),
    path("plans/<uuid:pk>/review/", reviews.new, name="review_new"),
    path("plans/<uuid:pk>/end/", reviews.end, name="plan_end"),
    path("plans/<uuid:pk>/replan/", reviews.again, name="replan"),
    path("difficult/", hard.difficult_list, name="difficult"),
    path("difficult/<uuid:pk>/", hard.mark, name="difficult_mark"),
    path("cases/<uuid:pk>/difficult/", hard.new_mark, name="difficult_new"),
    path("difficult/<uuid:pk>/lift/", hard.lift, name="difficult_lift"),
    path("cases/<uuid:pk>/gaps/new/", gaps.new, name="gap_new"),
    path("gaps/", gaps.register, name="gaps"),
    path("gaps/<uuid:pk>/", gaps.detail, name="gap"),
    path("gaps/<uuid:pk>/change/", gaps.change, name="gap_change"),
    path("outreach/", outreach.index, name="outreach_list"),
    path("outreach/new/", outreach.new, name="outreach_new"),
    path("outreach/areas/", outreach.areas, name="outreach_areas"),
    path("outreach/tasks/", outreach_tasks.index, name="outreach_tasks"),
    path("outreach/tasks/new/", outreach_tasks.ask, name="outreach_ask"),
    path("outreach/tasks/<uuid:pk>/", outreach_tasks.detail, name="outreach_task"),
    path("outreach/<uuid:pk>/", outreach.detail, name="outreach"),
    path("summary/", figures.summary, name="summary"),
]
