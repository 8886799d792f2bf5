"""The screens for people, posts, what roles are called, and the audit."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.cast import Cast, build_cast
from tests.factories import PASSWORD, make_organization, make_post, make_team, make_user
from wagamachi.access import audit
from wagamachi.access.models import Assignment, AuditEvent, RoleLabel
from wagamachi.access.queries import role_labels
from wagamachi.access.roles import Role
from wagamachi.access.tasks import verify_chain
from wagamachi.accounts.models import User
from wagamachi.core.ids import uuid7

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def cast(db: None) -> Cast:
    return build_cast()


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# --- people and posts -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["csw", "lead", "agency", "minsei", "resident", "auditor"])
def test_the_staff_list_is_the_offices(cast: Cast, client: Client, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(reverse("access:people")).status_code == 404
    assert client.get(reverse("access:person", args=[cast.csw.pk])).status_code == 404


def test_a_manager_reads_but_gives_no_post(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    post = Assignment.objects.get(user=cast.csw)
    assert client.get(reverse("access:people")).status_code == 200
    assert client.get(reverse("access:assignment_new", args=[cast.csw.pk])).status_code == 404
    assert client.post(reverse("access:assignment_end", args=[post.pk])).status_code == 404
    assert client.post(reverse("access:person_password", args=[cast.csw.pk])).status_code == 404
    assert client.get(reverse("access:person_new")).status_code == 404
    assert client.get(reverse("access:roles")).status_code == 404


def test_people_are_found_by_name_without_a_trace_in_the_address(
    cast: Cast, client: Client
) -> None:
    User.objects.filter(pk=cast.csw.pk).update(kana="あおば")
    client.force_login(cast.admin)
    found = client.post(reverse("access:people"), {"q": "アオバ"})
    assert [user.name for user in found.context["page"]] == ["青葉"]
    ignored = client.get(reverse("access:people"), {"q": "青葉"})
    assert len(ignored.context["page"]) == User.objects.count()


def test_people_are_narrowed_by_role_and_organisation(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    url = reverse("access:people")
    by_role = client.get(url, {"role": "agency_desk"})
    assert sorted(user.name for user in by_role.context["page"]) == ["杉", "桜"]
    both = client.get(url, {"role": "agency_desk", "organization": str(cast.town.hoiku.pk)})
    assert [user.name for user in both.context["page"]] == ["杉"]


def test_the_staff_list_takes_a_constant_number_of_queries(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    url = reverse("access:people")
    _count(client, url)
    one = _count(client, url)
    for n in range(3):
        organization = make_organization(f"法人{n}")
        make_post(
            make_user(f"u{n}"), Role.AGENCY_DESK, make_team(organization), areas=[cast.town.east]
        )
    assert _count(client, url) == one


def test_the_password_is_shown_once_and_kept_nowhere(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    filled = {"token": uuid7(), "name": "山田", "username": "yamada"}
    response = client.post(reverse("access:person_new"), filled)
    password = response.context["password"]
    person = User.objects.get(username="yamada")
    assert password in response.content.decode()
    assert person.check_password(password)
    assert "no-store" in response["Cache-Control"]
    page = client.get(reverse("access:person", args=[person.pk])).content.decode()
    assert password not in page
    again = client.post(reverse("access:person_new"), filled, follow=True).content.decode()
    assert ("もう加えてあります" in again, password in again) == (True, False)
    assert client.post(reverse("access:person_new"), filled | {"token": uuid7()}).status_code == 422
    strange = client.post(reverse("access:person_new"), filled | {"username": "山田"})
    assert strange.status_code == 422


def test_a_post_is_given_changed_and_ended_on_screens(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    url = reverse("access:assignment_new", args=[cast.stranger.pk])
    filled = {
        "token": str(uuid7()),
        "role": "district_staff",
        "place": f"t:{cast.town.core_team.pk}",
        "fte": "0",
        "starts_on": "R8.11.23",
    }
    assert client.post(url, filled).status_code == 422
    assert client.post(url, filled | {"areas": [str(cast.town.east.pk)]}).status_code == 302
    post = Assignment.objects.get(user=cast.stranger)
    change = reverse("access:assignment_change", args=[post.pk])
    filled |= {"areas": [str(cast.town.west.pk)], "version": "1"}
    assert client.post(change, filled).status_code == 302
    assert [area.name for area in post.areas.all()] == ["西"]
    end = reverse("access:assignment_end", args=[post.pk])
    assert client.post(end, {"ends_on": "R8.11.23", "version": "2"}).status_code == 422
    assert client.post(end, {"ends_on": "R9.4.1", "version": "2"}).status_code == 302
    post.refresh_from_db()
    assert (post.role, post.ends_on) == (Role.DISTRICT_STAFF, date(2027, 4, 1))


@pytest.mark.parametrize("place", ["", "t:nothing", "x", "o:0198c0de-0000-7000-8000-000000000000"])
def test_a_place_that_is_not_there_is_refused(cast: Cast, client: Client, place: str) -> None:
    client.force_login(cast.admin)
    url = reverse("access:assignment_new", args=[cast.stranger.pk])
    response = client.post(
        url, {"role": "csw", "place": place, "fte": "1", "starts_on": "R8.11.23"}
    )
    assert response.status_code == 422


def test_login_is_stopped_but_not_ones_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    client.post(reverse("access:person_active", args=[cast.csw.pk]), {"is_active": "0"})
    assert User.objects.get(pk=cast.csw.pk).is_active is False
    own = client.post(reverse("access:person_active", args=[cast.admin.pk]), {"is_active": "0"})
    assert own.status_code == 403
    assert User.objects.get(pk=cast.admin.pk).is_active is True


# --- what roles are called ------------------------------------------------------------------------


def test_a_renamed_role_is_called_so_everywhere_and_counts_the_same(
    cast: Cast, client: Client
) -> None:
    counted = Counter(Assignment.objects.values_list("role", flat=True))
    client.force_login(cast.admin)
    labels = {role.value: "" for role in Role} | {"csw": "CSW"}
    assert client.post(reverse("access:roles"), labels).status_code == 302
    screens = [
        reverse("access:people"),
        reverse("access:person", args=[cast.csw.pk]),
        reverse("access:assignment_new", args=[cast.stranger.pk]),
        reverse("organizations:deployment"),
        reverse("organizations:detail", args=[cast.town.shakyo.pk]),
        reverse("organizations:team", args=[cast.town.east_team.pk]),
    ]
    for url in screens:
        text = client.get(url).content.decode()
        assert ("CSW" in text, "地域福祉コーディネーター" in text) == (True, False), url
    assert Counter(Assignment.objects.values_list("role", flat=True)) == counted
    client.post(reverse("access:roles"), labels | {"csw": ""})
    assert role_labels()["csw"] == "地域福祉コーディネーター"


def test_two_roles_cannot_share_a_name(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    response = client.post(reverse("access:roles"), {"csw": "係", "team_lead": "係"})
    assert response.status_code == 422
    assert RoleLabel.objects.count() == 0


# --- the audit ------------------------------------------------------------------------------------


def test_only_the_auditor_reads_the_audit(cast: Cast, client: Client) -> None:
    for name, who in cast.everybody():
        client.force_login(who)
        expected = 200 if name == "auditor" else 404
        assert client.get(reverse("access:audit")).status_code == expected, name
        assert client.get(reverse("access:explain")).status_code == expected, name


def test_reading_the_audit_is_audited(cast: Cast, client: Client) -> None:
    client.force_login(cast.auditor)
    client.get(reverse("access:audit"))
    last = AuditEvent.objects.order_by("-seq").first()
    assert last is not None
    assert (last.user, last.kind, last.data) == (cast.auditor, "read", {"screen": "audit"})


@pytest.mark.usefixtures("frozen")
def test_the_audit_is_narrowed_by_day_kind_and_person(cast: Cast, client: Client) -> None:
    actor = cast.actor(cast.csw, date(2026, 11, 23))
    audit.record(actor=actor, kind=audit.EventKind.SEARCHED)
    audit.record(actor=actor, kind=audit.EventKind.EXPORTED)
    client.force_login(cast.auditor)
    url = reverse("access:audit")
    kind = client.get(url, {"kind": "searched"}).context["lines"]
    assert [line.what for line in kind] == ["さがした"]
    by_csw = client.get(url, {"user": str(cast.csw.pk)}).context["lines"]
    assert [line.what for line in by_csw] == ["取り出した", "さがした"]
    today = client.get(url, {"since": "R8.11.23", "until": "R8.11.23", "user": str(cast.csw.pk)})
    assert len(today.context["lines"]) == 2
    tomorrow = client.get(url, {"since": "R8.11.24", "user": str(cast.csw.pk)}).context["lines"]
    assert tomorrow == []
    assert client.get(url, {"since": "だいぶ前"}).status_code == 422


def test_the_audit_is_paged_and_takes_a_constant_number_of_queries(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.auditor)
    url = reverse("access:audit")
    one = _count(client, url)
    for who in (cast.csw, cast.lead, cast.core) * 20:
        audit.record(actor=cast.actor(who, date(2026, 11, 23)), kind=audit.EventKind.SEARCHED)
    assert _count(client, url) == one
    first = client.get(url).context["page"]
    second = client.get(url + first.next_url).context["page"]
    assert first.items[-1].seq == second.items[0].seq + 1


def _work() -> None:
    """Do what waits in the queue, as the worker does, and forget what was done before."""
    DBTaskResult.objects.exclude(status="READY").delete()
    for job in DBTaskResult.objects.filter(status="READY"):
        try:
            job.set_successful(verify_chain.call())
        except ZeroDivisionError as error:
            job.set_failed(error)


def test_the_chain_is_verified_beside_the_pages(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> str:
        return client.get(reverse("access:audit")).content.decode()

    client.force_login(cast.auditor)
    assert "確かめました" not in said()
    for _ in range(2):
        client.post(reverse("access:audit_verify"))
    assert "はじめから確かめています" in said()
    assert DBTaskResult.objects.count() == 1

    _work()
    assert "最後まで確かめました。書きかえはありません。" in said()
    monkeypatch.setattr(audit, "verify", lambda: audit.Break(3, "中身が書きかえられています"))
    client.post(reverse("access:audit_verify"))
    _work()
    assert "3番の記録で、つながりが切れています。中身が書きかえられています。" in said()
    monkeypatch.setattr(audit, "verify", lambda: 1 / 0)
    client.post(reverse("access:audit_verify"))
    _work()
    assert "終わりませんでした" in said()
    assert client.get(reverse("access:audit_verify")).status_code == 405


def test_the_auditor_learns_why_but_not_what(cast: Cast, client: Client) -> None:
    client.force_login(cast.auditor)
    ref = f"organization:{cast.town.hoiku.pk}"
    page = client.post(reverse("access:explain"), {"ref": ref, "user": str(cast.csw.pk)})
    answers = {answer.perm.value: answer.reasons for answer in page.context["answers"]}
    assert answers == {
        "organization.edit": [],
        "organization.read": ["機関の一覧は、配置のある人ならだれでも見られます。"],
    }
    assert "若竹保育園" not in page.content.decode()
    last = AuditEvent.objects.order_by("-seq").first()
    assert last is not None
    assert (last.target_id, last.data["screen"]) == (cast.town.hoiku.pk, "explain")


@pytest.mark.parametrize(
    "ref", ["", "organization", "organization:x", "nothing:0198c0de-0000-7000-8000-000000000000",
            "organization:0198c0de-0000-7000-8000-000000000000"],
)  # fmt: skip
def test_a_ref_that_leads_nowhere_is_answered(cast: Cast, client: Client, ref: str) -> None:
    client.force_login(cast.auditor)
    response = client.post(reverse("access:explain"), {"ref": ref, "user": str(cast.csw.pk)})
    assert response.status_code == 422


def test_the_owner_of_an_account_sees_who_renewed_its_password(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    client.post(reverse("access:person_password", args=[cast.csw.pk]))
    once = client.get(reverse("access:person", args=[cast.csw.pk]))
    assert "知らされます" in once.content.decode()
    for who, kind in (("csw", "password_renewed"), ("auditor", "others_password")):
        client.force_login(person := User.objects.get(username=who))
        person.must_change_password = False
        person.save()
        notice = person.notices.get(kind=kind)
        page = client.get(reverse("notices:open", args=[notice.pk]), follow=True).content.decode()
        assert "管理者がパスワードを新しくした" in page
        assert "桐" in page
    log = client.get(reverse("access:audit"), {"kind": "password_renewed"}).content.decode()
    assert "管理者がパスワードを新しくした" in log


def test_a_password_of_ones_own_choice_is_in_the_log_too(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    new = "あたらしい合言葉-2026-秋"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), typed)
    event = AuditEvent.objects.get(kind="password_changed")
    assert (event.user_id, event.target_id) == (cast.csw.pk, cast.csw.pk)
