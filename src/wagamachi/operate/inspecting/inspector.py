"""Goes through the house as one person: the least visited door next, every form in four manners."""

import heapq
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from wagamachi.access.actor import Actor
from wagamachi.access.queries import actor_for
from wagamachi.accounts.models import User
from wagamachi.core import clock

from .knowing import Secrets
from .pages import Element, Link, Page
from .rules import Finding, Rules, Visit
from .values import Manner, fill

LEAVING = ("account_logout",)  # a session that ended opens no more doors
FORMS_A_KIND = 2  # times each form is sent in each manner
HOST = "localhost"


@dataclass(slots=True)
class Report:
    """What was done as one person and what was found."""

    who: str
    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    doors: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    @property
    def told(self) -> list[Finding]:
        """Return the findings, each kind of page once."""
        kept: dict[tuple[str, str, str], Finding] = {}
        for finding in self.findings:
            kept.setdefault((finding.rule, shape_of(finding.where), finding.what[:8]), finding)
        return list(kept.values())


def inspect(*, user: User | None, secrets: Secrets, requests: int, seed: int = 0) -> Report:
    """Make about ``requests`` requests as ``user`` (None: without a login) and return what was found.

    Everything that is sent is undone again. Call it on a copy of the data all the same, for the
    database's one writer is kept waiting meanwhile.
    """
    walk = _Walk(user, secrets, Random(seed))
    walk.go(requests)
    return walk.report


def shape_of(path: str) -> str:
    """Return the kind of page an address leads to: its view and the names of its parameters."""
    parts = urlsplit(path)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = parts.path.partition("（")[0]
    return f"{name}?{'&'.join(sorted({key for key, _ in parse_qsl(parts.query)}))}"


class _Walk:
    def __init__(self, user: User | None, secrets: Secrets, random: Random) -> None:
        who = user.username if user else "ログインしていない人"
        actor = actor_for(user, clock.today()) if user else Actor(None, "", clock.today())
        self.report, self.random, self.is_public = Report(who), random, user is None
        self.rules = Rules(who, secrets.hidden_from(actor), secrets.names, self.report.findings)
        secure = bool(getattr(settings, "SECURE_SSL_REDIRECT", False))
        self.client = Client(raise_request_exception=False, headers={"host": HOST})
        self.defaults: dict[str, Any] = {"secure": secure}
        if user is not None:
            self.client.force_login(user)
        self._doors: list[tuple[int, float, Link, str]] = []
        self._known: set[str] = set()
        self._visited: Counter[str] = Counter()
        self._sent: Counter[tuple[str, str, Manner]] = Counter()

    def go(self, requests: int) -> None:
        """Open the least visited kind of page next, until that many requests were made."""
        self._offer([Link("", "/")], "")
        while self._doors and self.report.requests < requests:
            _, _, link, came_from = heapq.heappop(self._doors)
            shape = shape_of(link.path)
            page = self._open(link.path, came_from, link.words)
            self._visited[shape] += 1
            if page is not None:
                self._offer(page.links, link.path)
                self._send_forms(page)

    def _offer(self, links: list[Link], came_from: str) -> None:
        for link in links:
            if link.path in self._known or shape_of(link.path).partition("?")[0] in LEAVING:
                continue
            if link.path.startswith(settings.STATIC_URL):
                continue
            self._known.add(link.path)
            visited = self._visited[shape_of(link.path)]
            heapq.heappush(self._doors, (visited, self.random.random(), link, came_from))

    def _open(
        self, path: str, came_from: str, words: str, *, is_typed: bool = False
    ) -> Page | None:
        answer = self._ask("get", path)
        page = self._read(Visit(path, answer, came_from, words, is_typed, self.is_public))
        if answer.status_code in (301, 302, 303) and self._stays(answer):
            where = urljoin(path, answer["Location"])
            followed = self._ask("get", where)
            page = self._read(Visit(where, followed, path, words, is_typed, self.is_public))
        return page

    def _ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """Send one request; the answer knows what it cost in ``seconds`` of this machine's work."""
        began = time.process_time()
        answer = getattr(self.client, method)(path, data, **self.defaults)
        answer.seconds = time.process_time() - began
        return answer

    def _read(self, visit: Visit) -> Page | None:
        self.report.requests += 1
        self.report.answers[visit.answer.status_code] += 1
        self.report.doors.add(shape_of(visit.path).partition("?")[0])
        return self.rules.check(visit)

    def _stays(self, answer: Any) -> bool:
        return not urlsplit(answer["Location"]).netloc

    def _send_forms(self, page: Page) -> None:
        for form in page.forms:
            action = urljoin(page.path, form.get("action") or page.path)
            names = ",".join(
                sorted({box.get("name") or "" for box in form.iter("input", "select")})
            )
            if shape_of(action).partition("?")[0] in LEAVING:
                continue
            for manner in Manner:
                kind = (shape_of(action).partition("?")[0], names, manner)
                if self._sent[kind] < FORMS_A_KIND:
                    self._sent[kind] += 1
                    self._send(form, action, manner, page.path)

    def _send(self, form: Element, action: str, manner: Manner, came_from: str) -> None:
        data = fill(form, manner, self.random)
        where = f"{came_from}・{manner}"
        if form.get("method", "get").lower() == "get":
            answer = self._ask("get", urlsplit(action).path, data)
            self._read(Visit(action, answer, where, "", True, self.is_public))
            return
        with self._undone():
            answer = self._ask("post", action, data)
            self._read(Visit(action, answer, where, "", True, self.is_public))
            if answer.status_code in (301, 302, 303) and self._stays(answer):
                self._open(urljoin(action, answer["Location"]), where, "", is_typed=True)

    @contextmanager
    def _undone(self) -> Iterator[None]:
        cookies = deepcopy(self.client.cookies)
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        self.client.cookies = cookies
