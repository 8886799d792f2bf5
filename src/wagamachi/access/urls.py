from django.urls import path

from .views import account, assignments, audit, codes, people, roles, session

app_name = "access"
urlpatterns = [
    path("people/", people.index, name="people"),
    path("people/new/", people.new, name="person_new"),
    path("people/<uuid:pk>/", people.detail, name="person"),
    path("people/<uuid:pk>/password/", people.renew_password, name="person_password"),
    path("people/<uuid:pk>/active/", people.set_active, name="person_active"),
    path("people/<uuid:pk>/posts/new/", assignments.new, name="assignment_new"),
    path("posts/<uuid:pk>/change/", assignments.change, name="assignment_change"),
    path("posts/<uuid:pk>/end/", assignments.end, name="assignment_end"),
    path("account/<uuid:pk>/", account.account, name="account"),
    path("session/", session.session, name="session"),
    path("roles/", roles.labels, name="roles"),
    path("codes/", codes.index, name="codes"),
    path("codes/<str:key>/", codes.detail, name="code_list"),
    path("codes/<str:key>/add/", codes.add, name="code_add"),
    path("code/<str:pk>/rename/", codes.rename, name="code_rename"),
    path("code/<str:pk>/end/", codes.end, name="code_end"),
    path("code/<str:pk>/resume/", codes.resume, name="code_resume"),
    path("audit/", audit.index, name="audit"),
    path("audit/verify/", audit.verify, name="audit_verify"),
    path("audit/explain/", audit.why, name="explain"),
]
