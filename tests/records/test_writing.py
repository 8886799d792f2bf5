"""Writing the unified record: the same items for everybody, complete, true and only once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.cast import Cast
from tests.factories import LONG_AGO, make_zoning
from wagamachi.areas.models import Area, Tier
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.ids import uuid7
from wagamachi.core.models import Code
from wagamachi.records.definitions import ITEMS
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import correct_record, write_record

from .scene import a_draft, a_record, actor, typed

pytestmark = pytest.mark.usefixtures("frozen")
NEW = "/records/new/"
ASKED = ("内容", "だれと（対象）", "日時", "次回・これから")


def test_a_record_is_written_in_one_go(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    assert client.post(NEW, typed(cast)).status_code == 302
    record = ActivityRecord.objects.get()
    assert record.occurred_at.isoformat() == "2026-11-20T05:05:00+00:00"
    assert (record.individual_share, record.community_share, record.system_share) == (0, 100, 0)
    assert (record.minutes, record.tier) == (45, "middle")
    assert [person.name for person in record.staff.all()] == ["青葉"]


def test_the_form_begins_with_what_is_most_likely(cast: Cast, client: Client, at: datetime) -> None:
    a_record(cast, at - timedelta(days=1), method_id="SHUDAN-09")
    client.force_login(cast.csw)
    form = client.get(NEW).context["form"]
    assert form.initial["area"] == cast.town.east.pk
    assert form.initial["team"] == cast.town.east_team.pk
    assert form.initial["method"] == "SHUDAN-09"
    assert (form.initial["minutes"], form.initial["occurred_at"]) == (
        "15",
        at.replace(microsecond=0),
    )


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("occurred_at_on", "日時"),
        ("minutes", "所要時間"),
        ("method", "手段"),
        ("function", "３つの機能"),
        ("counterpart", "だれと"),
        ("area", "圏域"),
        ("content", "内容"),
        ("result", "結果"),
    ],
)
def test_a_missing_item_is_refused_and_nothing_is_saved(
    cast: Cast, client: Client, missing: str, told: str
) -> None:
    client.force_login(cast.csw)
    response = client.post(NEW, typed(cast, **{missing: ""}))
    assert response.status_code == 422
    messages = [m for errors in response.context["form"].errors.values() for m in errors]
    assert len(messages) == 1
    assert told in messages[0]
    assert ActivityRecord.objects.count() == 0


def test_what_the_page_of_definitions_calls_required_is_required(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.agency)
    text = client.get(reverse("records:definitions")).content.decode()
    assert [item.label for item in ITEMS if item.label not in text] == []
    assert [item.key for item in ITEMS if not item.must] == ["place", "next_step"]


@pytest.mark.parametrize(
    ("shares", "status"),
    [
        ((60, 40, 0), 302),
        ((34, 33, 33), 302),
        ((60, 30, 0), 422),
        ((60, 50, 0), 422),
        ((0, 0, 0), 422),
    ],
)
def test_time_may_be_split_if_it_adds_up(
    cast: Cast, client: Client, shares: tuple[int, int, int], status: int
) -> None:
    client.force_login(cast.csw)
    parts = dict(zip(("individual_share", "community_share", "system_share"), shares, strict=True))
    response = client.post(NEW, typed(cast, function="split", **parts))
    assert response.status_code == status
    assert ActivityRecord.objects.count() == (1 if status == 302 else 0)


def test_the_database_refuses_shares_that_do_not_add_up(cast: Cast, at: datetime) -> None:
    record = a_record(cast, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityRecord.objects.filter(pk=record.pk).update(system_share=10)


@pytest.mark.parametrize("minutes", [0, 20, -15, 7])
def test_time_goes_by_quarters_of_an_hour(
    cast: Cast, client: Client, at: datetime, minutes: int
) -> None:
    with pytest.raises(DomainError, match="15分きざみ"):
        write_record(actor=actor(cast, "csw", at), at=at, draft=a_draft(cast, at, minutes=minutes))
    client.force_login(cast.csw)
    assert client.post(NEW, typed(cast, minutes=str(minutes))).status_code == 422


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"occurred_at_on": "R8.11.24"}, "これから先"),
        ({"occurred_at_on": "令和99年1月1日"}, "先すぎます"),
        ({"occurred_at_time": "25:00"}, "時刻"),
        ({"area": "00000000-0000-0000-0000-000000000000"}, ""),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(
    cast: Cast, client: Client, changes: dict[str, Any], told: str
) -> None:
    client.force_login(cast.csw)
    response = client.post(NEW, typed(cast, **changes))
    assert response.status_code == 422
    assert told in response.content.decode()
    assert ActivityRecord.objects.count() == 0


def test_one_writes_for_ones_own_team_only(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    foreign = typed(cast, team=str(cast.town.west_team.pk))
    assert client.post(NEW, foreign).status_code == 422


def test_a_double_click_saves_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    sent = typed(cast, token=str(uuid7()))
    assert [client.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    assert ActivityRecord.objects.count() == 1


def test_without_an_area_there_is_unknown_area(cast: Cast, client: Client) -> None:
    client.force_login(cast.csw)
    unknown, _ = Area.objects.get_or_create(
        is_unknown=True,
        defaults={
            "name": "圏域不明",
            "tier": Tier.MUNICIPALITY,
            "zoning": make_zoning(Tier.MUNICIPALITY),
            "starts_on": LONG_AGO,
        },
    )
    assert client.post(NEW, typed(cast, area=str(unknown.pk))).status_code == 302
    assert ActivityRecord.objects.get().area == unknown


def test_a_correction_replaces_and_keeps(cast: Cast, client: Client, at: datetime) -> None:
    record = a_record(cast, at)
    client.force_login(cast.csw)
    url = reverse("records:correct", args=[record.pk])
    assert client.get(url).context["form"].initial["content"] == record.content
    response = client.post(url, typed(cast, content="正しくは電話だった"))
    new = ActivityRecord.objects.get(corrected_by=None)
    assert response.url == reverse("records:detail", args=[new.pk])  # type: ignore[attr-defined]
    record.refresh_from_db()
    assert (record.corrected_by, record.content) == (new, "訪ねて話を聞いた")
    assert (record.individual_share, new.individual_share) == (100, 0)
    old_page = client.get(reverse("records:detail", args=[record.pk])).content.decode()
    assert reverse("records:detail", args=[new.pk]) in old_page
    new_page = client.get(response.url).content.decode()  # type: ignore[attr-defined]
    assert reverse("records:detail", args=[record.pk]) in new_page
    assert client.get("/records/").context["totals"].count == 1


def test_a_record_is_corrected_once(cast: Cast, client: Client, at: datetime) -> None:
    record = a_record(cast, at)
    me = actor(cast, "csw", at)
    correct_record(actor=me, at=at, record=record, draft=a_draft(cast, at), id=uuid7())
    with pytest.raises(Conflict, match="もう直されています"):
        correct_record(actor=me, at=at, record=record, draft=a_draft(cast, at), id=uuid7())
    client.force_login(cast.csw)
    url = reverse("records:correct", args=[record.pk])
    assert client.post(url, typed(cast)).status_code == 422
    assert ActivityRecord.objects.count() == 2


@pytest.mark.parametrize("who", ["colleague", "other_csw", "lead", "manager", "minsei"])
def test_only_the_author_corrects(cast: Cast, client: Client, at: datetime, who: str) -> None:
    record = a_record(cast, at)
    client.force_login(getattr(cast, who))
    assert client.get(reverse("records:correct", args=[record.pk])).status_code == 404


def test_an_ended_method_stays_in_the_record_that_has_it(
    cast: Cast, client: Client, at: datetime
) -> None:
    record = a_record(cast, at)
    Code.objects.filter(pk="SHUDAN-03").update(valid_until=at.date())
    client.force_login(cast.csw)
    fresh = client.get(NEW).context["form"].fields["method"].queryset
    kept = client.get(reverse("records:correct", args=[record.pk])).context["form"]
    assert fresh.filter(pk="SHUDAN-03").exists() is False
    assert kept.fields["method"].queryset.filter(pk="SHUDAN-03").exists() is True


def test_a_commissioner_is_asked_four_things_and_what_is_wrong_in_the_fold_opens_it(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.minsei)
    page = html.document_fromstring(client.get(NEW).content.decode())
    [fold] = page.xpath("//details[summary='くわしく書く']")
    shown = [label.text_content().split()[0] for label in page.xpath("//form//label | //legend")
             if label.xpath("not(ancestor::details)")]  # fmt: skip
    form = fold.getparent()
    while form.tag != "form":
        form = form.getparent()
    said = dict(form.form_values())
    assert fold.get("open") is None
    assert [one for one in ASKED if one in shown] == list(ASKED)
    said |= {
        "content": "庭で話した",
        "counterpart": "ひとり暮らしの方",
        "next_step": "来月もたずねる",
    }
    assert client.post(NEW, said | {"result": ""}).status_code == 422
    again = html.document_fromstring(client.post(NEW, said | {"result": ""}).content.decode())
    assert again.xpath(
        "//details[summary='くわしく書く'][@open]//*[@aria-invalid='true']/@name"
    ) == ["result"]
    assert client.post(NEW, said).status_code == 302
    record = ActivityRecord.objects.get()
    assert (record.method_id, record.minutes, record.individual_share) == ("SHUDAN-03", 15, 100)
