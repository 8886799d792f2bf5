"""The doors of 個別支援. Personal data is never in a URL: only ids are."""

from django.urls import path, re_path

from .views import cases, handoffs, household, intakes

app_name = "casework"

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

urlpatterns = [
    path("", cases.case_list, name="cases"),
    path("inbox/", intakes.intake_inbox, name="inbox"),
    path("intakes/", intakes.my_intakes, name="my_intakes"),
    path("intakes/new/", intakes.new_intake, name="intake_new"),
    path("intakes/matches/", intakes.intake_matches, name="intake_matches"),
    path("intakes/<uuid:pk>/", intakes.intake_detail, name="intake"),
    path("intakes/<uuid:pk>/received/", intakes.intake_received, name="intake_received"),
    path("intakes/<uuid:pk>/slip/", intakes.intake_slip, name="intake_slip"),
    path("intakes/<uuid:pk>/claim/", intakes.claim, name="claim"),
    path("intakes/<uuid:pk>/pass-on/", intakes.pass_on, name="pass_on"),
    path("intakes/<uuid:pk>/answer/", intakes.answer, name="answer"),
    path("intakes/<uuid:pk>/reopen/", intakes.reopen, name="intake_reopen"),
    path("handoffs/", handoffs.handoff_list, name="handoff_list"),
    path("handoffs/<uuid:pk>/", handoffs.handoff, name="handoff"),
    re_path(
        rf"^handoffs/(?P<pk>{UUID})/(?P<action>accept|decline|withdraw|finish)/$",
        handoffs.act_on_handoff,
        name="handoff_act",
    ),
    path("members/<uuid:pk>/", household.edit_member, name="member"),
    path("members/<uuid:pk>/identify/", household.identify, name="member_identify"),
    path("members/<uuid:pk>/leave/", household.leave, name="member_leave"),
    path("members/<uuid:pk>/key/", household.make_key, name="member_key"),
    path("supporters/<uuid:pk>/end/", household.end_supporter, name="supporter_end"),
    path("people/<uuid:pk>/", household.person, name="person"),
    path("consents/<uuid:pk>/", household.consent, name="consent"),
    path("<uuid:pk>/", cases.case_page, name="case"),
    path("<uuid:pk>/record/", cases.record, name="record"),
    path("<uuid:pk>/next/", cases.next_action, name="next_action"),
    path("<uuid:pk>/describe/", cases.describe, name="describe"),
    path("<uuid:pk>/assign/", cases.assign, name="assign"),
    path("<uuid:pk>/evaluations/", cases.evaluations, name="evaluations"),
    path("<uuid:pk>/evaluate/", cases.evaluate, name="evaluate"),
    path("<uuid:pk>/close/", cases.close, name="close"),
    path("<uuid:pk>/reopen/", cases.reopen, name="reopen"),
    path("<uuid:pk>/readers/", cases.readers, name="readers"),
    path("<uuid:pk>/household/", household.household, name="household"),
    path("<uuid:pk>/members/new/", household.new_member, name="member_new"),
    path("<uuid:pk>/supporters/new/", household.new_supporter, name="supporter_new"),
    path("<uuid:pk>/consents/", household.consents, name="consents"),
    path("<uuid:pk>/consents/new/", household.new_consent, name="consent_new"),
    path(
        "<uuid:case_pk>/consents/<uuid:pk>/withdraw/", household.withdraw, name="consent_withdraw"
    ),
    path("<uuid:pk>/handoffs/", handoffs.case_handoffs, name="handoffs"),
    path("<uuid:pk>/handoffs/choose/", handoffs.choose_receiver, name="choose_receiver"),
    re_path(
        rf"^(?P<pk>{UUID})/handoffs/new/(?P<kind>team|resource)/(?P<to>{UUID})/$",
        handoffs.new_handoff,
        name="handoff_new",
    ),
]
