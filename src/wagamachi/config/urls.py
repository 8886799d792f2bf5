"""Every door of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("wagamachi.home.urls")),
    path("", include("wagamachi.core.urls")),
    path("account/", include("wagamachi.accounts.urls")),
    path("access/", include("wagamachi.access.urls")),
    path("notices/", include("wagamachi.notices.urls")),
    path("areas/", include("wagamachi.areas.urls")),
    path("organizations/", include("wagamachi.organizations.urls")),
    path("directory/", include("wagamachi.directory.urls")),
    path("texts/", include("wagamachi.publishing.urls")),
    path("records/", include("wagamachi.records.urls")),
    path("cases/", include("wagamachi.casework.urls")),
    path("support/", include("wagamachi.support.urls")),
    path("papers/", include("wagamachi.exchange.urls")),
    path("continuity/", include("wagamachi.continuity.urls")),
    path("workforce/", include("wagamachi.workforce.urls")),
    path("action/", include("wagamachi.action.urls")),
    path("insight/", include("wagamachi.insight.urls")),
]

handler400 = "wagamachi.access.failures.bad_request"
handler500 = "wagamachi.access.failures.server_error"
