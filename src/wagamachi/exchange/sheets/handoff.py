"""つなぎ票: what is asked of somebody who works on paper, and room for their answer (R010, R024)."""

from wagamachi.casework.enums import HandoffKind, Level
from wagamachi.casework.models import Handoff
from wagamachi.casework.queries.household import key_person
from wagamachi.casework.services.asking import BASIC_FACTS
from wagamachi.core import clock, codes
from wagamachi.core.ids import paper_number
from wagamachi.core.wareki import format_wareki
from wagamachi.people.models import Consent, Person

from ..parts import (
    EMPTY_DATE,
    Blank,
    Cell,
    Choices,
    Fields,
    Form,
    Group,
    Heading,
    Note,
    Option,
    Part,
    Prose,
    Sheet,
    Signature,
    ticks,
)
from .common import day, instant, office

FORM = Form(
    "handoff",
    6,
    "つなぎ票",
    "お願いすることと先方に見せる内容、返事を手で書くらん。お名前は、同意か法的根拠があるときだけ。",
)
ROWS = Handoff.objects.select_related(
    "case", "consent__person__merged_into", "from_team__organization", "from_user",
    "to_team__organization", "to_user", "to_resource__organization", "legal_basis", "backup_kind", "answered_by",
    "decline_reason", "result",
)  # fmt: skip

NO_BASIS_NEEDED = "担当と状況だけをお見せするので、よりどころは要りません"
NO_BASIS_YET = "引き受けるときに決まります"
SHORT_ANSWER = 200  # letters; a longer one may run over the page


def sheet(handoff: Handoff, *, reads_outline: bool) -> Sheet:
    """Return the form: what was asked, exactly what the receiver sees, and the answer or its room.

    Whoever does not see the outline of the case, as a receiver that has not answered, prints it without
    the person and the number of the case: what it is told is what the screen shows.
    """
    number = f"　ケース番号　{handoff.case.number}" if handoff.case and reads_outline else ""
    whom = _whom(handoff) if reads_outline else []
    return Sheet(
        FORM,
        f"つなぎ番号　{paper_number(handoff.pk)}{number}",
        office(handoff.from_team, handoff.from_user, "つないだ人"),
        [*_asked(handoff), *whom, *_shown(handoff), *_answer(handoff)],
    )


def _asked(handoff: Handoff) -> list[Part]:
    kind = handoff.get_kind_display()
    if handoff.backup_kind:
        kind = f"{kind}（{handoff.backup_kind}）"
    found: list[Part] = [
        Fields(
            (
                (Cell("宛先", f"{handoff.receiver}　御中"),),
                (Cell("種類", kind), Cell("つないだ日時", instant(handoff.sent_at))),
                (Cell("なんのために", handoff.purpose), Cell("返事の期日", day(handoff.due_on))),
            )
        ),
        Heading("お願い"),
        Prose("お願いしたいこと", handoff.request, 4),
    ]
    if handoff.tried:
        found.append(Prose("試したこと", handoff.tried, 2))
    return found


def _whom(handoff: Handoff) -> list[Part]:
    """Return who it is about, where the consent or the law covers that the receiver knows."""
    person = may_be_named(handoff)
    if person is None:
        return []
    return [
        Heading("ご本人"),
        Fields(((Cell("氏名・呼び名", person.label), Cell("ふりがな", person.kana)),)),
    ]


def may_be_named(handoff: Handoff) -> Person | None:
    """Return the person whose name may stand on the paper; nobody where nothing covers it.

    A consent covers it when it holds today, lets the basic facts be told, and names the receiver's organisation; a
    legal basis when more is shown than holder and status.
    """
    if handoff.case is None:
        return None
    consent = handoff.consent
    if consent is not None:
        receiver = handoff.to_team or handoff.to_resource
        organization = receiver.organization if receiver else None
        live = Consent.objects.live(clock.today()).filter(
            pk=consent.pk, items=BASIC_FACTS, recipients=organization
        )
        return consent.person.known if organization and live.exists() else None
    if handoff.legal_basis is None or handoff.level <= Level.STATUS:
        return None
    return key_person(handoff.case.pk)


def _shown(handoff: Handoff) -> list[Part]:
    return [
        Heading("お見せする内容"),
        Prose("あらまし", handoff.shared_summary, 4),
        Fields(
            (
                (Cell("よりどころ\n（お見せする根拠）", _basis(handoff)),),
                (Cell("見える範囲\n（引き受けたあと）", handoff.get_level_display()),),
            )
        ),
    ]


def _basis(handoff: Handoff) -> str:
    consent = handoff.consent
    if consent is not None:
        asked = format_wareki(clock.today(consent.asked_at), weekday=False)
        return f"ご本人の同意（{asked}・{consent.method}）"
    if handoff.legal_basis is None:
        return NO_BASIS_YET if handoff.kind == HandoffKind.PULL else NO_BASIS_NEEDED
    return "\n".join(filter(None, (str(handoff.legal_basis), handoff.basis_reason)))


def _answer(handoff: Handoff) -> list[Part]:
    said = {
        "accepted": "partly" if handoff.is_partial else "yes",
        "finished": "yes",
        "declined": "no",
    }
    answer = said.get(handoff.state, "")
    who = handoff.answered_for or (handoff.answered_by.name if handoff.answered_by else "")
    parts: list[Part] = [
        Heading("ご返事（手で書いてください）"),
        Choices(
            "ご返事",
            (
                Option("引き受けます", answer == "yes"),
                Option("一部引き受けます", answer == "partly"),
                Option("戻します", answer == "no"),
            ),
        ),
        Choices("戻すときの理由", ticks(codes.all_of("HAZAMA"), [handoff.decline_reason_id])),
        Prose("ひとこと\n（一部のときは範囲）", handoff.answer, 3),
        Signature(
            "",
            (
                (Blank("日付", _answered(handoff) or EMPTY_DATE, 3), Blank("お名前", who, 4)),
                (Blank("機関", "", 4), Blank("電話", "", 3)),
            ),
        ),
        Note(_way_back(handoff)),
    ]
    return [Group(parts)] if len(handoff.answer) < SHORT_ANSWER else parts


def _answered(handoff: Handoff) -> str:
    return day(clock.today(handoff.answered_at)) if handoff.answered_at else ""


def _way_back(handoff: Handoff) -> str:
    phone = handoff.from_team.organization.phone
    by_phone = f"電話（{phone}）" if phone else "電話"
    return (
        f"返し方：この用紙を{day(handoff.due_on)}までに、持参・郵送・ファクスのどれかで、上の機関へお返しください。"
        f"{by_phone}でのご返事でもかまいません。ご返事があるまで、担当はつないだ側のままです。\n"
        "お使いにならないときは、用紙ごとお返しいただくか、読めないようにして捨ててください。"
    )
