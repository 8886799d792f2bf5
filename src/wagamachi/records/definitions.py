"""What each item of the unified record means: one list for screen, print, CSV and Excel (R029).

The same items in the same order for every tier and every agency; nobody has a form of their own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone

from wagamachi.core.wareki import format_wareki_short
from wagamachi.core.words import local

from .models import STEP_MINUTES, ActivityRecord

Value = str | int
FUNCTIONS = (
    ("individual", "① 個別支援", "ひとり、ひとつの世帯の困りごとに向き合う"),
    ("community", "② 地域支援", "活動、居場所、見守りなど、地域の人たちの取り組みを支える"),
    ("system", "③ しくみづくり", "話し合いの場、提言、制度や資源づくりなど、しくみを変える"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``read`` gives what files hold, ``show`` what a screen shows when it differs.

    ``is_brief`` items stand in the short list too; ``width`` is number, name or text.
    """

    key: str
    label: str
    must: bool
    meaning: str
    read: Callable[[ActivityRecord], Value]
    show: Callable[[ActivityRecord], str] | None = None
    is_brief: bool = False
    width: str = "name"

    def shown(self, record: ActivityRecord) -> Value:
        return self.show(record) if self.show else self.read(record)


def _file_time(record: ActivityRecord) -> str:
    return f"{timezone.localtime(record.occurred_at):%Y-%m-%d %H:%M}"


def _shown_time(record: ActivityRecord) -> str:
    local = timezone.localtime(record.occurred_at)
    return f"{format_wareki_short(local.date())} {local:%H:%M}"


def _staff(record: ActivityRecord) -> str:
    return "、".join(person.name for person in record.staff.all())


def _share(key: str) -> Callable[[ActivityRecord], Value]:
    return lambda record: int(getattr(record, f"{key}_share"))


ITEMS: tuple[Item, ...] = (
    Item(
        "occurred_at",
        "日時",
        True,
        "はじめた日と時刻。実際に行った日時を書き、これから先の日時は書けません。",
        _file_time,
        _shown_time,
        is_brief=True,
    ),
    Item(
        "minutes",
        "所要時間（分）",
        True,
        f"かかった時間。{STEP_MINUTES}分きざみで、移動の時間も入れます。",
        lambda r: r.minutes,
        is_brief=True,
        width="number",
    ),
    Item(
        "method",
        "手段",
        True,
        "訪問、電話、会議など、どうやって行ったか。コード表「手段」からひとつ選びます。",
        lambda r: str(r.method),
        is_brief=True,
    ),
    Item("place", "場所", False, "どこで行ったか。家、集会所、事務所など。", lambda r: r.place),
    Item(
        "counterpart",
        "だれと（対象）",
        True,
        "相手の人、世帯、集まり、機関。名前がわからなければ呼び名でかまいません。",
        lambda r: r.counterpart,
        is_brief=True,
    ),
    *(
        Item(
            f"{key}_share",
            f"機能{label}（％）",
            True,
            f"{meaning}のに使った時間の割合。３つの割合を合わせて100％です。"
            "ひとつの機能だけなら、それが100％です。",
            _share(key),
            is_brief=True,
            width="number",
        )
        for key, label, meaning in FUNCTIONS
    ),
    Item(
        "tier",
        "対象の階層",
        True,
        "どの広さの取り組みか。小地域、中圏域、区市町村圏域から選びます。"
        "選ばなければ、圏域と同じ階層になります。",
        lambda r: local(r.get_tier_display()),
    ),
    Item(
        "area",
        "圏域",
        True,
        "どの地域のことか。わからないときは「圏域不明」を選び、あとで直します。",
        lambda r: r.area.name,
        is_brief=True,
    ),
    Item(
        "team",
        "チーム",
        True,
        "書いた人が、そのときに働いていた機関とチーム。",
        lambda r: f"{r.team.organization.name} {r.team.name}",
        width="text",
    ),
    Item(
        "written_by",
        "書いた人",
        True,
        "記録を書いた人。自動で入ります。",
        lambda r: r.written_by.name,
        is_brief=True,
    ),
    Item(
        "staff",
        "対応した人",
        True,
        "いっしょに対応した職員ぜんいん。書いた人は自動で入ります。",
        _staff,
    ),
    Item(
        "content",
        "内容",
        True,
        "何があり、何をしたか。見たこと・聞いたことと、自分の考えを分けて書きます。",
        lambda r: r.content,
        is_brief=True,
        width="text",
    ),
    Item(
        "result",
        "結果",
        True,
        "どうなったか。変わらなかったときも、そう書きます。",
        lambda r: r.result,
        width="text",
    ),
    Item(
        "next_step",
        "次回・これから",
        False,
        "次に何を、いつするか。決まっていなければ空けておきます。",
        lambda r: r.next_step,
        width="text",
    ),
)
BRIEF: tuple[Item, ...] = tuple(item for item in ITEMS if item.is_brief)


def shown_rows(
    records: Iterable[ActivityRecord], items: Iterable[Item]
) -> list[tuple[ActivityRecord, list[tuple[Item, Value]]]]:
    """Return each record with its items as a screen shows them."""
    wanted = tuple(items)
    return [(record, [(item, item.shown(record)) for item in wanted]) for record in records]


def file_row(record: ActivityRecord) -> list[Value]:
    """Return one line of the CSV or Excel file, in the order of ``ITEMS``."""
    return [item.read(record) for item in ITEMS]
