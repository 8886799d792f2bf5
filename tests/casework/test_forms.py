"""Every form: opened, sent back with what is wrong and what was typed, and saved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest

from wagamachi.casework.models import Case, CaseMember, Evaluation, Handoff, Intake, Supporter
from wagamachi.casework.services import add_member
from wagamachi.core.ids import uuid7
from wagamachi.people.models import Consent
from wagamachi.people.services import PersonDraft
from wagamachi.records.models import ActivityRecord

from .scenes import (
    ALL_ITEMS,
    BY_LAW,
    CONNECTED,
    GIVEN,
    REACHED,
    REFUSED,
    TOO_FULL,
    Scene,
    nothing_saved,
)

PLAN = {"next_action": "電話する", "next_action_on": "令和8年11月25日"}
DAY_IN_R99 = "令和99年1月1日"
TYPED = "書いたことばは消えない"


@dataclass(frozen=True)
class Form:
    """One form: where it is, what one fills in, how it can be wrong, and what it leads to.

    ``wrong`` maps what is typed instead to the words that must stand beside the field.
    """

    name: str
    open: Callable[[Scene], str]
    good: Callable[[Scene], dict[str, Any]]
    wrong: list[tuple[dict[str, Any], str]]
    did: Callable[[Scene], object]
    gives: object
    who: str = "csw"
    keeps: str = ""


def said(**data: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"token": str(uuid7())} | data


def versioned(model: Any, **data: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"version": model.objects.get().version} | data


def recorded(scene: Scene) -> dict[str, Any]:
    return {
        "token": str(uuid7()),
        "occurred_at_on": "令和8年11月23日",
        "occurred_at_time": "09:30",
        "minutes": "30",
        "method": "SHUDAN-03",
        "function": "individual",
        "counterpart": "本人",
        "area": str(scene.cast.town.east.pk),
        "content": "訪ねた",
        "result": "会えた",
        "team": str(scene.cast.town.east_team.pk),
    } | PLAN


def handed(scene: Scene, **data: Any) -> dict[str, Any]:
    return {
        "token": str(uuid7()),
        "purpose": "介護保険の申請",
        "request": "手伝ってほしい",
        "shared_summary": "ひとり暮らし",
        "due_on": "R8.11.27",
        "level": "3",
        "consent": "",
        "legal_basis": BY_LAW,
        "basis_reason": "命にかかわるため",
    } | data


def consented(scene: Scene) -> dict[str, Any]:
    return {
        "token": str(uuid7()),
        "member": str(CaseMember.objects.get().pk),
        "answer": GIVEN,
        "items": ALL_ITEMS,
        "recipients": [str(scene.cast.town.houkatsu.pk)],
        "method": "口頭",
    }


def at_case(path: str, make: Callable[[Scene], Case] = Scene.case) -> Callable[[Scene], str]:
    return lambda scene: f"/cases/{make(scene).pk}/{path}"


def evaluated_case(scene: Scene) -> Case:
    case = scene.case()
    scene.evaluated(case)
    return case


def a_handoff(path: str, accepted: bool = False) -> Callable[[Scene], str]:
    def opened(scene: Scene) -> str:
        case = scene.case()
        handoff = scene.accepted(case) if accepted else scene.handoff(case)
        return f"/cases/handoffs/{handoff.pk}/{path}"

    return opened


def an_intake(path: str, **fields: Any) -> Callable[[Scene], str]:
    return lambda scene: f"/cases/intakes/{scene.intake(**fields).pk}/{path}"


def answered(path: str) -> Callable[[Scene], str]:
    return lambda scene: an_intake(path, state="answered", answer="済", answered_at=scene.at)(scene)


def a_member(scene: Scene) -> str:
    return f"/cases/members/{scene.case().members.get().pk}/"


FORMS = [
    Form(
        "相談を受ける",
        lambda scene: "/cases/intakes/new/",
        said(noticed_by="管理人", situation="郵便がたまっている", place="港町のあたり"),
        [
            ({"noticed_by": ""}, "だれが気づきましたか"),
            ({"situation": " "}, "どんな様子ですか"),
            ({"place": ""}, "どこのことですか"),
            ({"longitude": "999", "latitude": "35"}, "longitude"),
        ],
        lambda scene: Intake.objects.get().situation,
        "郵便がたまっている",
        who="nursery",
        keeps="noticed_by",
    ),
    Form(
        "引き受ける",
        an_intake("claim/"),
        said(**PLAN, case=""),
        [
            ({"next_action": ""}, "次にすること"),
            ({"next_action_on": DAY_IN_R99}, "いつまでに"),
            ({"next_action_on": "R8.11.22"}, "次にすることの期日が過ぎています"),
        ],
        lambda scene: Case.objects.get().holder_user,
        "csw",
        keeps="next_action",
    ),
    Form(
        "ほかのチームにまわす",
        an_intake("pass-on/"),
        lambda scene: {"team": str(scene.cast.town.west_team.pk), "reason": "西だった"},
        [({"reason": ""}, "まわす理由"), ({"team": ""}, "どのチームにまわしますか")],
        lambda scene: Intake.objects.get().holder_team.name,
        "西チーム",
        keeps="reason",
    ),
    Form(
        "お答えして終える",
        an_intake("answer/"),
        said(answer="ごみの日を伝えた"),
        [({"answer": " "}, "お答えした内容")],
        lambda scene: Intake.objects.get().answer,
        "ごみの日を伝えた",
    ),
    Form(
        "もう一度受けとめる",
        answered("reopen/"),
        said(reason="また電話"),
        [({"reason": ""}, "理由")],
        lambda scene: Intake.objects.get().state,
        "waiting",
    ),
    Form(
        "記録する",
        at_case("record/"),
        recorded,
        [
            ({"content": ""}, "内容"),
            ({"result": ""}, "結果"),
            ({"minutes": ""}, "所要時間"),
            ({"method": ""}, "手段"),
            ({"area": ""}, "圏域"),
            ({"next_action": ""}, "次にすること"),
            ({"next_action_on": "R8.11.1"}, "次にすることの期日が過ぎています"),
            ({"occurred_at_on": DAY_IN_R99}, "日時"),
            ({"occurred_at_on": "R8.11.24"}, "日時がこれから先"),
        ],
        lambda scene: ActivityRecord.objects.get().content,
        "訪ねた",
        keeps="counterpart",
    ),
    Form(
        "次にすることを決める",
        at_case("next/"),
        versioned(Case, **PLAN),
        [
            ({"next_action": ""}, "次にすること"),
            ({"next_action_on": DAY_IN_R99}, "いつまでに"),
            ({"next_action_on": "R8.11.1"}, "次にすることの期日が過ぎています"),
        ],
        lambda scene: Case.objects.get().next_action,
        "電話する",
        keeps="next_action",
    ),
    Form(
        "あらましを書く",
        at_case("describe/"),
        versioned(Case, label="山本さんの家", summary="母と息子"),
        [({"label": ""}, "呼び名")],
        lambda scene: Case.objects.get().summary,
        "母と息子",
        keeps="summary",
    ),
    Form(
        "主担当を決める",
        at_case("assign/"),
        lambda scene: {
            "version": Case.objects.get().version,
            "holder_user": str(scene.cast.colleague.pk),
            "is_gone_through": "on",
        },
        [
            ({"is_gone_through": ""}, "確かめて"),
            ({"holder_user": "00000000-0000-7000-8000-000000000000"}, "主担当"),
        ],
        lambda scene: Case.objects.get().holder_user,
        "colleague",
    ),
    Form(
        "評価する",
        at_case("evaluate/"),
        said(
            achievement="3",
            changes=["HENKA-13"],
            remaining="なし",
            next_step="なし",
            aftercare="none",
        ),
        [
            ({"achievement": ""}, "目標は"),
            ({"changes": []}, "見られた変化"),
            ({"remaining": ""}, "残っている課題"),
        ],
        lambda scene: Evaluation.objects.get().remaining,
        "なし",
        keeps="next_step",
    ),
    Form(
        "おわりにする",
        at_case("close/", evaluated_case),
        said(close_reason=REACHED),
        [({"close_reason": ""}, "終える理由")],
        lambda scene: Case.objects.get().state,
        "closed",
    ),
    Form(
        "もう一度ひらく",
        at_case("reopen/", Scene.closed),
        said(reason="また電話", **PLAN),
        [({"reason": ""}, "もう一度ひらく理由"), ({"next_action": ""}, "次にすること")],
        lambda scene: Case.objects.get().state,
        "active",
        keeps="reason",
    ),
    Form(
        "世帯の人を加える",
        at_case("members/new/"),
        said(relation="長男", nickname="息子さん", themes=["KADAI_T-01"]),
        [
            ({"relation": ""}, "続柄・関係"),
            ({"nickname": ""}, "氏名か呼び名のどちらかを書いてください"),
            ({"birth_on": DAY_IN_R99}, "生年月日"),
        ],
        lambda scene: CaseMember.objects.get(is_key=False).person.label,
        "息子さん",
        keeps="relation",
    ),
    Form(
        "世帯の人のことを書く",
        a_member,
        lambda scene: {
            "version": 1,
            "person_version": 1,
            "relation": "本人",
            "nickname": "Bさん",
            "name": "山本 花子",
        },
        [({"name": "", "nickname": ""}, "氏名か呼び名"), ({"relation": ""}, "続柄・関係")],
        lambda scene: CaseMember.objects.get().person.name,
        "山本 花子",
        keeps="note",
    ),
    Form(
        "支える人・機関を加える",
        at_case("supporters/new/"),
        said(name="となりの人", closeness="informal", role="声かけ", member=""),
        [({"name": ""}, "支える人・機関"), ({"closeness": "x"}, "つながり方")],
        lambda scene: Supporter.objects.get().name,
        "となりの人",
        keeps="role",
    ),
    Form(
        "同意を確かめる",
        at_case("consents/new/"),
        consented,
        [
            ({"items": []}, "伝えてよいことを、ひとつは選んでください"),
            ({"recipients": []}, "伝えてよい相手を、ひとつは選んでください"),
            ({"answer": REFUSED, "note": ""}, "同意が得られない理由や事情を書いてください"),
            ({"valid_until": DAY_IN_R99}, "期限"),
        ],
        lambda scene: Consent.objects.get().answer_id,
        GIVEN,
        keeps="note",
    ),
    Form(
        "つなぐ",
        lambda scene: (
            f"/cases/{scene.case().pk}/handoffs/new/team/{scene.cast.town.houkatsu_team.pk}/"
        ),
        handed,
        [
            ({"purpose": ""}, "なんのために"),
            ({"request": ""}, "お願いしたいこと"),
            ({"due_on": ""}, "返事の期日"),
            ({"due_on": DAY_IN_R99}, "返事の期日"),
            ({"due_on": "R8.11.1"}, "返事の期日が過ぎています"),
            ({"legal_basis": ""}, "本人の同意を選ぶか、同意のほかの法的根拠を選んでください"),
            ({"basis_reason": ""}, "同意によらずに伝える理由を書いてください"),
        ],
        lambda scene: Handoff.objects.get().to_team.organization.name,
        "東地域包括支援センター",
        keeps="request",
    ),
    Form(
        "つなぎを引き受ける",
        a_handoff("accept/"),
        said(answer="あした訪ねます"),
        [({"answer": "あ" * 1001}, "ひとこと")],
        lambda scene: Handoff.objects.get().state,
        "accepted",
        who="agency",
    ),
    Form(
        "つなぎを戻す",
        a_handoff("decline/"),
        said(decline_reason=TOO_FULL, answer="満員です"),
        [({"decline_reason": ""}, "戻す理由"), ({"answer": ""}, "くわしく")],
        lambda scene: Handoff.objects.get().state,
        "declined",
        who="agency",
    ),
    Form(
        "つなぎを取りやめる",
        a_handoff("withdraw/"),
        said(reason="電話で済んだ"),
        [({"reason": ""}, "理由")],
        lambda scene: Handoff.objects.get().state,
        "withdrawn",
    ),
    Form(
        "つなぎの結果を書く",
        a_handoff("finish/", accepted=True),
        said(result=CONNECTED, follow_up_on="R8.12.7"),
        [
            ({"result": ""}, "結果"),
            ({"follow_up_on": DAY_IN_R99}, "そのあとを確かめる日"),
            ({"follow_up_on": "R8.11.1"}, "確かめる日が過ぎています"),
        ],
        lambda scene: Handoff.objects.get().state,
        "finished",
        who="agency",
        keeps="result_note",
    ),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_opened_filled_in_and_saved(scene: Scene, form: Form) -> None:
    address, browser = form.open(scene), scene.browser(form.who)
    opened = browser.get(address)
    assert (opened.status_code, 'method="post"' in opened.content.decode()) == (200, True)
    saved = browser.post(address, form.good(scene))
    assert saved.status_code == 302, saved.context["form"].errors
    assert browser.get(saved["Location"], follow=True).status_code == 200
    did = form.did(scene)
    assert getattr(did, "username", did) == form.gives


@pytest.mark.parametrize(
    ("form", "wrong", "words"),
    [
        pytest.param(form, wrong, words, id=f"{form.name}-{n}")
        for form in FORMS
        for n, (wrong, words) in enumerate(form.wrong, start=1)
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    scene: Scene, form: Form, wrong: dict[str, Any], words: str
) -> None:
    address, browser = form.open(scene), scene.browser(form.who)
    data = form.good(scene) | ({form.keeps: TYPED} if form.keeps else {}) | wrong
    with nothing_read(), nothing_saved():
        answer = browser.post(address, data)
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (422, True), answer.context["form"].errors
    assert set(answer.context["form"].errors) <= {*wrong, "occurred_at"}
    assert TYPED in page or not form.keeps or form.keeps in wrong
    assert "error" in page


def nothing_read() -> Any:
    """Looking at the page again is written down; that is not what these tests are about."""
    return patch("wagamachi.access.audit.read")


@pytest.mark.parametrize(
    ("day", "is_read"),
    [("令和8年12月1日", True), ("R8.12.1", True), ("2026-12-01", True), (DAY_IN_R99, False)],
)
def test_a_day_is_written_as_one_likes_but_never_in_the_year_99(
    scene: Scene, day: str, is_read: bool
) -> None:
    case = scene.case()
    data = {"version": case.version, "next_action": "訪ねる", "next_action_on": day}
    answer = scene.browser("csw").post(f"/cases/{case.pk}/next/", data)
    case.refresh_from_db()
    assert (answer.status_code, case.next_action_on == scene.day(8)) == (
        (302, True) if is_read else (422, False)
    )


def test_a_consent_that_is_chosen_needs_no_basis_in_law(scene: Scene) -> None:
    case = scene.case()
    consent = scene.consent(case)
    address = f"/cases/{case.pk}/handoffs/new/team/{scene.cast.town.houkatsu_team.pk}/"
    data = handed(scene, consent=str(consent.pk), legal_basis="", basis_reason="")
    assert scene.browser("csw").post(address, data).status_code == 302
    assert Handoff.objects.get().consent == consent


@pytest.mark.parametrize("form", [FORMS[0], FORMS[5], FORMS[16]], ids=lambda form: form.name)
def test_a_double_clicked_save_is_there_once(scene: Scene, form: Form) -> None:
    address, browser, data = form.open(scene), scene.browser(form.who), form.good(scene)
    first, second = browser.post(address, data), browser.post(address, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert form.did(scene) == form.gives


@pytest.mark.parametrize(
    ("path", "data", "model"),
    [
        ("evaluate/", said(achievement="3", changes=["HENKA-13"], remaining="なし",
                           next_step="なし", aftercare="none"), Evaluation),
        ("members/new/", said(relation="長男", nickname="息子さん"), CaseMember),
        ("supporters/new/", said(name="となり", closeness="informal", role="声かけ"), Supporter),
        ("consents/new/", consented, Consent),
    ],
)  # fmt: skip
def test_a_double_click_on_the_case_adds_one(
    scene: Scene, path: str, data: Callable[[Scene], dict[str, Any]], model: Any
) -> None:
    case = scene.case()
    before, browser, typed = model.objects.count(), scene.browser("csw"), data(scene)
    for _ in range(2):
        assert browser.post(f"/cases/{case.pk}/{path}", typed).status_code == 302
    assert model.objects.count() == before + 1


def test_the_buttons_of_the_household(scene: Scene) -> None:
    case, browser = scene.case(), scene.browser("csw")
    first = case.members.get()
    second = add_member(
        actor=scene.actor("csw"), at=scene.at, case=case, relation="妹",
        draft=PersonDraft(nickname="妹さん"),
    )  # fmt: skip
    refused = browser.post(f"/cases/members/{first.pk}/leave/", {"x": "1"})
    assert (refused.status_code, "中心になる人は外せません" in refused.content.decode()) == (
        422,
        True,
    )
    assert browser.post(f"/cases/members/{second.pk}/key/", {"x": "1"}).status_code == 302
    assert browser.post(f"/cases/members/{first.pk}/leave/", {"x": "1"}).status_code == 302
    back = browser.post(f"/cases/members/{first.pk}/key/", {"x": "1"})
    assert (back.status_code, "世帯から離れた人は" in back.content.decode()) == (422, True)
    rows = case.members.order_by("joined_on", "id").values_list("relation", "is_key", "left_on")
    assert sorted(rows) == sorted([("本人", False, scene.today), ("妹", True, None)])


def test_a_consent_taken_back_twice_says_so(scene: Scene) -> None:
    case, browser = scene.case(), scene.browser("csw")
    address = f"/cases/{case.pk}/consents/{scene.consent(case).pk}/withdraw/"
    assert browser.post(address, {"x": "1"}).status_code == 302
    again = browser.post(address, {"x": "1"})
    assert (again.status_code, "もう取り消されています" in again.content.decode()) == (409, True)


def test_an_act_that_came_too_late_says_who_was_first(scene: Scene) -> None:
    handoff = scene.accepted(scene.case())
    answer = scene.browser("agency").post(
        f"/cases/handoffs/{handoff.pk}/decline/", {"decline_reason": TOO_FULL, "answer": "満員"}
    )
    assert (answer.status_code, "いまは「引き受けられた」なので" in answer.content.decode()) == (
        422,
        True,
    )
