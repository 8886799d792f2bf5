"""Whom the law names: the body to call for abuse, violence and 生活保護, from the register (R017).

The wording tells people whom to call and when, and quotes no article: each municipality's own manual
decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wagamachi.organizations.models import Organization

from ..enums import Restriction

MOST = 12


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number that is the same everywhere in the country."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Route:
    """What to do at once for one kind of worry. ``kinds`` are codes of TSUNAGISAKI, nearest first."""

    instruction: str
    kinds: tuple[str, ...]
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Contacts:
    """A route with the organisations of this municipality's register that stand on it."""

    restriction: Restriction
    instruction: str
    numbers: Sequence[Number]
    organizations: Sequence[Organization]

    @property
    def label(self) -> str:
        return str(self.restriction.label)


_POLICE = Number("110", "警察（いま危ないとき）")
_AMBULANCE = Number("119", "救急（けが・具合が悪いとき）")

ROUTES: dict[Restriction, Route] = {
    Restriction.CHILD_ABUSE: Route(
        "まちがいかもしれないと思っても、きょうのうちに児童相談所か子ども家庭支援センターへ電話します。"
        "たしかな証拠はいりません。親を問いただすことはせず、専門の窓口にまかせます。",
        ("TSUNAGISAKI-04", "TSUNAGISAKI-03"),
        (
            Number("189", "児童相談所（いちはやく。近くの児童相談所につながります）"),
            _POLICE,
            _AMBULANCE,
        ),
    ),
    Restriction.ELDER_ABUSE: Route(
        "きょうのうちに地域包括支援センターか区市町村の高齢の窓口へ電話します。"
        "世話をしている人を責めず、本人の無事を先に確かめてもらいます。",
        ("TSUNAGISAKI-01",),
        (_POLICE, _AMBULANCE),
    ),
    Restriction.DISABLED_ABUSE: Route(
        "きょうのうちに区市町村の障害者虐待防止センターへ電話します。"
        "窓口がわからないときは、障害の相談支援センターか障害の担当課に聞きます。",
        ("TSUNAGISAKI-02",),
        (_POLICE, _AMBULANCE),
    ),
    Restriction.DV: Route(
        "本人が安全に話せるときに、配偶者暴力相談支援センターへつなぎます。"
        "本人の電話や家に、こちらから連絡してよいかを先に聞きます。家族や近所には何も言いません。",
        ("TSUNAGISAKI-29", "TSUNAGISAKI-30"),
        (
            Number("#8008", "DV相談ナビ（はれれば。近くの相談窓口につながります）"),
            _POLICE,
            _AMBULANCE,
        ),
    ),
    Restriction.PUBLIC_ASSISTANCE: Route(
        "暮らしに困りきっているときは、きょうのうちに福祉事務所へ電話し、本人が申請できるようにします。"
        "申請するかどうかは本人が決めます。食べるものや泊まる所がなければ、そのことも伝えます。",
        ("TSUNAGISAKI-05", "TSUNAGISAKI-06"),
    ),
}


def statutory_contacts(on: date) -> list[Contacts]:
    """Return every route with its organisations that exist on ``on``; one query."""
    return _filled(tuple(Restriction), on)


def contacts_for(restriction: str, on: date) -> Contacts | None:
    """Return the route of one kind of worry, or nothing when it has none."""
    return _filled((Restriction(restriction),), on)[0] if restriction else None


def _filled(wanted: Sequence[Restriction], on: date) -> list[Contacts]:
    kinds = {kind for one in wanted for kind in ROUTES[one].kinds}
    by_kind: dict[str, list[Organization]] = defaultdict(list)
    rows = Organization.objects.live(on).filter(kind__in=kinds).order_by("kana", "name", "pk")
    for row in rows.select_related("kind"):
        by_kind[row.kind_id].append(row)
    return [
        Contacts(
            one,
            ROUTES[one].instruction,
            ROUTES[one].numbers,
            [row for kind in ROUTES[one].kinds for row in by_kind[kind]][:MOST],
        )
        for one in wanted
    ]
