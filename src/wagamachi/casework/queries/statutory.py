"""What the law wants at once, wherever it is ticked: what means it, whom to call, what to do (R017).

``ROUTES`` is the one table: a theme, a tag or a sign of urgency that stands in it makes a worry
restricted and sends it to the municipal tier. The wording tells people whom to call and when, and quotes
no article: each municipality's own manual decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wagamachi.core import codes
from wagamachi.organizations.models import Organization

from ..enums import Restriction, Urgency
from ..models import Case, Intake, MemberTheme

MOST = 12


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number that is the same everywhere in the country."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Route:
    """What to do at once for one kind of worry.

    ``kinds`` are codes of TSUNAGISAKI, nearest first; ``codes`` are the shared codes that mean it (a
    municipality's own additions mean what they map to), ``signs`` the signs of urgency that do.
    """

    instruction: str
    kinds: tuple[str, ...]
    numbers: tuple[Number, ...] = ()
    codes: tuple[str, ...] = ()
    signs: tuple[Urgency, ...] = ()


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
        codes=("KADAI_T-16",),
    ),
    Restriction.ELDER_ABUSE: Route(
        "きょうのうちに地域包括支援センターか区市町村の高齢の窓口へ電話します。"
        "世話をしている人を責めず、本人の無事を先に確かめてもらいます。",
        ("TSUNAGISAKI-01",),
        (_POLICE, _AMBULANCE),
        codes=("KADAI_T-14",),
    ),
    Restriction.DISABLED_ABUSE: Route(
        "きょうのうちに区市町村の障害者虐待防止センターへ電話します。"
        "窓口がわからないときは、障害の相談支援センターか障害の担当課に聞きます。",
        ("TSUNAGISAKI-60", "TSUNAGISAKI-02"),
        (_POLICE, _AMBULANCE),
        codes=("KADAI_T-15",),
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
        codes=("KADAI_T-17",),
    ),
    Restriction.ABUSE: Route(
        "だれが、だれにかがわからなくても、きょうのうちに電話します。子どもは児童相談所（189）、"
        "高齢の方は地域包括支援センター、障害のある方は障害者虐待防止センターへ。"
        "まちがいかもしれないと思っても、まず伝えます。",
        ("TSUNAGISAKI-04", "TSUNAGISAKI-03", "TSUNAGISAKI-01", "TSUNAGISAKI-60"),
        (Number("189", "児童相談所（いちはやく）"), _POLICE, _AMBULANCE),
        codes=("KADAI_N-23",),
        signs=(Urgency.ABUSE,),
    ),
    Restriction.PUBLIC_ASSISTANCE: Route(
        "暮らしに困りきっているときは、きょうのうちに福祉事務所へ電話し、本人が申請できるようにします。"
        "申請するかどうかは本人が決めます。食べるものや泊まる所がなければ、そのことも伝えます。",
        ("TSUNAGISAKI-05", "TSUNAGISAKI-06"),
        codes=("KADAI_T-36",),
    ),
}
BY_CODE = {code: kind for kind, route in ROUTES.items() for code in route.codes}
_BY_SIGN = {sign: kind for kind, route in ROUTES.items() for sign in route.signs}


def means(code: str) -> Restriction | None:
    """Return what one code of the theme lists means by law; a local addition means what it maps to."""
    for key in codes.THEMES:
        for shared in codes.roll_up({code: 1}, key):
            if shared in BY_CODE:
                return BY_CODE[shared]
    return None


def meant_by(
    themes: Iterable[str] = (), signs: Iterable[str] = (), restriction: str = ""
) -> tuple[Restriction, ...]:
    """Return every kind that is ticked: the one chosen by hand first, then in the order of the table.

    An abuse of no known kind is left out once a kind is known.
    """
    found = {means(theme) for theme in themes} | {_BY_SIGN.get(Urgency(sign)) for sign in signs}
    if restriction:
        found.add(Restriction(restriction))
    if found & _KINDS_OF_ABUSE:
        found.discard(Restriction.ABUSE)
    ordered = [kind for kind in Restriction if kind in found]
    return tuple(sorted(ordered, key=lambda kind: kind != restriction))


_KINDS_OF_ABUSE = frozenset(Restriction) - {Restriction.ABUSE, Restriction.PUBLIC_ASSISTANCE}


def meant_by_intake(intake: Intake) -> tuple[Restriction, ...]:
    """Return every kind an intake speaks of, as it was heard; one query."""
    themes = list(intake.themes.values_list("pk", flat=True))
    return meant_by(themes, intake.urgency, intake.restriction)


def meant_by_case(case: Case, also: Iterable[str | None] = ()) -> tuple[Restriction, ...]:
    """Return every kind a case speaks of now: by its tags, its members' open themes, or by hand."""
    weighing = MemberTheme.objects.filter(
        member__case=case, member__left_on=None, until_on=None
    ).values_list("theme", flat=True)
    tags = case.tags.values_list("pk", flat=True)
    return meant_by({*weighing, *tags, *filter(None, also)}, restriction=case.restriction)


def statutory_contacts(on: date) -> list[Contacts]:
    """Return every route with its organisations that exist on ``on``; one query."""
    return _filled(tuple(Restriction), on)


def contacts_for(kinds: Collection[Restriction], on: date) -> list[Contacts]:
    """Return the routes of the kinds of worry that were ticked; no query when there are none."""
    return _filled(tuple(kinds), on) if kinds else []


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
