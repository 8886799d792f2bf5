"""What the frame around every page needs: the city, who is here, and the doors they may use."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from wagamachi.access import sessions
from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.queries import role_labels
from wagamachi.areas.models import MunicipalityProfile
from wagamachi.areas.municipality import is_used, municipality
from wagamachi.core import clock
from wagamachi.core.drafts import draft_key
from wagamachi.notices.queries import Unread, unread
from wagamachi.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the menu: where it leads and the permission without which it is not shown.

    ``rooms`` are the URL namespaces in which the entry counts as the place one is in; ``short`` is
    the word on a narrow screen.
    """

    label: str
    url_name: str
    perm: Perm | None
    rooms: frozenset[str] = frozenset()
    icon: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A door as it is drawn for one person on one page."""

    label: str
    url: str
    icon: str
    short: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post in the account menu, in this municipality's words."""

    role: str
    organization: str


MAIN = (
    Door("今日", "home:today", None, frozenset({"home"}), "today"),
    Door(
        "相談・ケース",
        "casework:cases",
        Perm.CASE_READ_STATUS,
        frozenset({"casework", "support"}),
        "cases",
        "相談",
    ),
    Door("地域", "areas:index", Perm.AREA_READ, frozenset({"areas"}), "areas"),
    Door(
        "資源・場所",
        "directory:index",
        Perm.RESOURCE_READ,
        frozenset({"directory"}),
        "places",
        "資源",
    ),
    Door("みる", "insight:index", Perm.STATS_READ, frozenset({"insight"}), "insight"),
)
MORE = (
    Door("活動の記録", "records:index", Perm.RECORD_WRITE, frozenset({"records"})),
    Door("見直す計画・困難事例", "support:reviews", Perm.CASE_EDIT),
    Door("アウトリーチ", "support:outreach_list", Perm.RECORD_WRITE),
    Door("委員の仕事と軽減", "workforce:tasks", Perm.TASK_READ, frozenset({"workforce"})),
    Door("制度の狭間・支援のまとめ", "support:summary", Perm.STATS_READ),
    Door("しくみづくり", "action:board", Perm.PROPOSAL_READ, frozenset({"action"})),
    Door(
        "機関・チーム", "organizations:index", Perm.ORGANIZATION_READ, frozenset({"organizations"})
    ),
    Door("利用者と配置", "access:people", Perm.ORGANIZATION_EDIT),
    Door("コード表", "access:codes", Perm.CODE_EDIT),
    Door("区市町村の設定", "areas:settings", Perm.AREA_EDIT),
    Door("役割の呼び方", "access:roles", Perm.ROLE_EDIT),
    Door("閲覧と変更の記録", "access:audit", Perm.AUDIT_READ),
    Door("夜の点検", "home:night", Perm.NIGHT_READ),
)
SEARCH = Door("さがす", "home:search", None)
NEW_INTAKE = Door("相談を受ける", "casework:intake_new", Perm.INTAKE_CREATE)
PUBLIC = Door("近くの場所と活動", "directory:public", None)
NOTICES = Door("お知らせ", "notices:index", Perm.NOTICE_READ)
ABSENCES = Door("わたしの不在", "continuity:absences", Perm.CASE_READ_STATUS)
HEARING = Door("お知らせの受け取り方", "notices:preference", Perm.NOTICE_READ)
CALENDAR = Door("わたしの予定をカレンダーへ", "home:calendar", Perm.CASE_READ_STATUS)
ACCOUNT = Door("アカウント", "account_change_password", None)


class Frame:
    """The frame of one page, worked out part by part when the template asks for it.

    A fragment that draws no frame costs no query; a whole page costs four.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _actor(self) -> Actor | None:
        """The person on this page; None before login and where the middleware did not run."""
        actor: Actor | None = getattr(self._request, "actor", None)
        return actor if actor is not None and actor.user_id else None

    @cached_property
    def city(self) -> MunicipalityProfile | None:
        return municipality()

    @cached_property
    def user_name(self) -> str:
        return self._actor.name if self._actor else ""

    @cached_property
    def draft_key(self) -> str:
        return draft_key(self._actor.person_id) if self._actor else ""

    @cached_property
    def session_left(self) -> int:
        """Seconds until the session ends, unless it is used."""
        return sessions.left(self._request.session, clock.now()).seconds if self._actor else 0

    @cached_property
    def roles(self) -> dict[str, str]:
        """Every role in this municipality's words (R006)."""
        return role_labels()

    @cached_property
    def posts(self) -> list[PostLine]:
        if not self._actor or not self._actor.posts:
            return []
        labels = self.roles
        ids = {post.organization_id for post in self._actor.posts}
        names = dict(Organization.objects.filter(pk__in=ids).values_list("pk", "name"))
        return [PostLine(labels[p.role], names[p.organization_id]) for p in self._actor.posts]

    @cached_property
    def main(self) -> list[Item]:
        return list(self._items(MAIN))

    @cached_property
    def more(self) -> list[Item]:
        return list(self._items(MORE))

    @cached_property
    def search_url(self) -> str:
        return self._url(SEARCH)

    @cached_property
    def new_intake_url(self) -> str:
        return self._url(NEW_INTAKE)

    @cached_property
    def notices_url(self) -> str:
        return self._url(NOTICES)

    @cached_property
    def own(self) -> list[Item]:
        """What one sets up for oneself, in the account menu."""
        return list(self._items((ABSENCES, HEARING, CALENDAR)))

    @cached_property
    def unread_notices(self) -> Unread:
        return unread(self._actor) if self._actor else Unread(0, 0)

    @cached_property
    def public_url(self) -> str:
        return reverse(PUBLIC.url_name) if is_used(PUBLIC.url_name) else ""

    @cached_property
    def account_url(self) -> str:
        return self._url(ACCOUNT)

    def _items(self, doors: Iterable[Door]) -> Iterable[Item]:
        match = self._request.resolver_match
        room = match.namespace if match else ""
        for door in doors:
            url = self._url(door)
            if url:
                is_current = room in door.rooms or self._request.path == url
                yield Item(door.label, url, door.icon, door.short or door.label, is_current)

    def _url(self, door: Door) -> str:
        """Return where the door leads, or nothing when this person may not use it."""
        if self._actor is None or (door.perm is not None and not self._actor.has(door.perm)):
            return ""
        if not is_used(door.url_name):
            return ""
        return reverse(door.url_name)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: give every template ``frame``."""
    return {"frame": Frame(request)}
