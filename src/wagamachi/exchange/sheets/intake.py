"""相談受付票: the paper of the first contact, as it lies in the folder (R015, R022)."""

from wagamachi.casework.enums import IntakeAsk, Urgency
from wagamachi.casework.models import Intake
from wagamachi.casework.queries.reach import Reach
from wagamachi.core import codes
from wagamachi.core.ids import paper_number

from ..parts import (
    EMPTY_DATE,
    Blank,
    Cell,
    Choices,
    Fields,
    Form,
    Group,
    Heading,
    Part,
    Prose,
    Sheet,
    Signature,
    chosen,
    ticks,
)
from .common import day, handling, instant, office, team_name

FORM = Form(
    "intake",
    1,
    "相談受付票",
    "受けた相談の内容、ご本人、担当、次にすること。同意の署名らんがあります。",
)
ROWS = Intake.objects.select_related(
    "area", "received_by", "received_team__organization", "window_kind", "route", "method",
    "holder_team__organization", "holder_user", "case",
).prefetch_related("themes")  # fmt: skip

_AGREES = (
    "相談支援にあたり必要となる関係機関（者）と情報を共有することについて、説明を受け、同意します。"
)


def sheet(intake: Intake, *, number: str | None = None, reach: Reach | None = None) -> Sheet:
    """Return the form filled in with what was heard; what was not asked stays room to write.

    ``reach`` says of what cannot wait who was told, and whom to ring.
    """
    said = paper_number(intake.pk) if number is None else number
    case_number = f"　ケース番号　{intake.case.number}" if intake.case else ""
    return Sheet(
        FORM,
        f"受付番号　{said}{case_number}",
        office(intake.received_team, intake.received_by, "受けた人"),
        [
            *_contact(intake),
            *_person(intake),
            _agrees(),
            *_worry(intake),
            *_after(intake, reach),
        ],
        ("所属長", "確認", "受付"),
    )


def _contact(intake: Intake) -> list[Part]:
    return [
        Heading("受付"),
        Fields(
            (
                (
                    Cell("受けた日時", instant(intake.received_at)),
                    Cell("窓口", str(intake.window_kind)),
                ),
                (Cell("相談経路", str(intake.route or "")), Cell("手段", str(intake.method or ""))),
                (Cell("来談者\n（気づいた人）", intake.noticed_by), Cell("来談者の連絡先")),
            )
        ),
        Choices("急ぎのしるし", chosen(Urgency.choices, intake.urgency)),
        handling(intake.keeps_from_neighbours, intake.restriction),
    ]


def _person(intake: Intake) -> list[Part]:
    return [
        Heading("ご本人"),
        Fields(
            (
                (Cell("ふりがな", intake.subject_kana), Cell("生年月日\n（年齢）")),
                (Cell("氏名・呼び名", intake.subject), Cell("電話", intake.phone)),
                (Cell("住所\n（どこのこと）", intake.place), Cell("圏域", intake.area.name)),
            )
        ),
    ]


def _worry(intake: Intake) -> list[Part]:
    themes = {theme.pk for theme in intake.themes.all()}
    national = codes.all_of("KADAI_N")
    extra = [code for code in codes.all_of("KADAI_T") if code.pk in themes]
    found: list[Part] = [
        Heading("相談の内容"),
        Choices("あてはまること\n（いくつでも）\n（一番は◎）", ticks([*national, *extra], themes)),
        Prose("どんな様子\n（相談されたいこと）", intake.situation, 4),
    ]
    added = [f"{instant(one.written_at)}　{one.text}" for one in intake.additions.filter(field="")]
    if added:
        found.append(Prose("書きたし", "\n".join(added), 1))
    if intake.ask != IntakeAsk.WORRY:
        found += [Prose("試したこと", intake.tried, 2), Prose("求めること", intake.asked, 2)]
    return found


def _told(reach: Reach) -> str:
    ring = "、".join(f"{number}（{name}）" for number, name in reach.numbers)
    lines = (reach.sentence, reach.warning, f"待てないとき: {ring}", reach.night)
    return "\n".join(filter(None, lines))


def _after(intake: Intake, reach: Reach | None) -> list[Part]:
    holder = intake.holder_user.name if intake.holder_user else ""
    return [
        Heading("このあと"),
        Fields(
            (
                (Cell("担当チーム", team_name(intake.holder_team)), Cell("担当者", holder)),
                (
                    Cell("次にすること", intake.next_action),
                    Cell("いつまでに", day(intake.next_action_on)),
                ),
            )
        ),
        *([Prose("知らせた人", _told(reach), 2)] if reach else []),
        Prose("対応したこと\n（お答えしたこと）", intake.answer, 2),
    ]


def _agrees() -> Part:
    """Return the lines to sign: with the person they are about on the first page, however long the rest."""
    return Group(
        (
            Heading("同意"),
            Signature(
                _AGREES,
                (
                    (Blank("日付", EMPTY_DATE, 3), Blank("氏名", "", 4)),
                    (Blank("代筆のとき　代筆者", "", 4), Blank("ご本人との関係", "", 3)),
                ),
            ),
        )
    )
