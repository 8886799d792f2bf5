"""同意書: what may be told to whom, ticked, explained and signed by the person (R024)."""

from wagamachi.casework.models import Case
from wagamachi.core import codes
from wagamachi.people.models import Consent, Person

from ..parts import (
    EMPTY_DATE,
    Blank,
    Cell,
    Choices,
    Fields,
    Form,
    Grid,
    Heading,
    Note,
    Part,
    Prose,
    Sheet,
    Signature,
    ticks,
)
from .common import day, instant, office

FORM = Form(
    "consent",
    7,
    "同意書",
    "伝えてよいことと、伝えてよい相手にしるしをつけ、本人が署名する用紙。",
)
ROWS = Consent.objects.select_related("person__merged_into", "answer", "asked_by").prefetch_related(
    "items", "recipients"
)
_AGREES = (
    "支援のために、上にしるしをつけたことを、上にあげた相手に伝えることについて説明を受け、"
    "次のとおり答えます。答えは、いつでも、理由を言わずに取り消せます。"
)
_TAKE_BACK = (
    "取り消したいとき・あらためて聞きたいことがあるときは、上の機関へお知らせください。取り消すと、そのあとは伝えません。"
    "命や体に危険があるときなど、法律で決められたときは、同意がなくても伝えることがあります。"
)


def sheet(case: Case, consent: Consent | None = None) -> Sheet:
    """Return the answer of one person, or, without one, the form to explain and sign at their home."""
    return Sheet(
        FORM,
        f"ケース番号　{case.number}",
        office(case.holder_team, case.holder_user),
        [*_asked(consent), *_told(consent), *_answered(consent)],
    )


def _asked(consent: Consent | None) -> list[Part]:
    known = consent.person.known if consent else Person()
    return [
        Fields(
            (
                (Cell("氏名・呼び名", known.label), Cell("ふりがな", known.kana)),
                (
                    Cell("確かめた日時", instant(consent.asked_at) if consent else ""),
                    Cell("確かめた人", consent.asked_by.name if consent else ""),
                ),
            )
        )
    ]


def _told(consent: Consent | None) -> list[Part]:
    items = [item.pk for item in consent.items.all()] if consent else []
    until = Cell("期限（この日から無効）", _until(consent))
    return [
        Heading("伝えてよいこと"),
        Choices("しるしをつける\n（いくつでも）", ticks(codes.all_of("DOI_KOMOKU"), items)),
        Heading("伝えてよい相手"),
        Grid(("機関", "何のために"), (50, 50), _recipients(consent), 4),
        Heading("いつまで"),
        Fields(((until, Cell("確かめ方", consent.method if consent else "")),)),
    ]


def _answered(consent: Consent | None) -> list[Part]:
    answer = [consent.answer_id] if consent else []
    return [
        Heading("答え"),
        Choices("どれかひとつ", ticks(codes.all_of("DOI_KOTAE"), answer)),
        Prose("説明したこと・理由", consent.note if consent else "", 2),
        Signature(
            _AGREES,
            (
                (Blank("日付", EMPTY_DATE, 3), Blank("氏名", "", 4)),
                (Blank("代理・代筆のとき　氏名", "", 4), Blank("ご本人との関係", "", 3)),
                (Blank("説明した人", "", 4), Blank("所属", "", 4)),
            ),
        ),
        Note(_TAKE_BACK + _withdrawn(consent)),
    ]


def _recipients(consent: Consent | None) -> list[tuple[str, str]]:
    return [(one.name, "") for one in consent.recipients.all()] if consent else []


def _until(consent: Consent | None) -> str:
    if consent is None:
        return ""
    return day(consent.valid_until) or "支援がつづくあいだ"


def _withdrawn(consent: Consent | None) -> str:
    if consent is None or consent.withdrawn_at is None:
        return ""
    return f"\nこの同意は{instant(consent.withdrawn_at)}に取り消されました。"
