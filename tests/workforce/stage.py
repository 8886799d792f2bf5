"""The stage of this room's tests: 柳 of 東地区 and what 柳 is asked to do."""

from collections.abc import Callable
from typing import Any

from tests.casework.scenes import Scene
from tests.factories import make_post, make_user
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.core.ids import uuid7
from wagamachi.organizations.models import Team
from wagamachi.records.models import ActivityRecord
from wagamachi.workforce.models import CommissionerTask, ReliefDecision
from wagamachi.workforce.services import (
    DecisionDraft,
    TaskDraft,
    complete_task,
    decide_relief,
    enter_task,
    finish_task,
    give_back_task,
    offer_task,
    stop_task,
    take_task,
)


class Stage(Scene):
    """Every method brings one more thing about: by 柳, or by 桜 of the 包括 who was asked."""

    def post(self, who: User | None = None) -> Assignment:
        return Assignment.objects.get(user=who or self.cast.minsei, role=Role.MINSEI_IIN)

    def draft(self, **said: Any) -> TaskDraft:
        usual: dict[str, Any] = {
            "post": said.pop("post", None) or self.post(),
            "title": "敬老のお祝いを配る",
            "kind": "delivery",
            "asker": "government",
            "bearer": "shared",
            "asked_on": self.today,
            "minutes_per_month": 90,
            "despite": "もう引き受けていた",  # asked only where the kind was to be stopped
        }
        return TaskDraft(**usual | said)

    def task(self, who: str = "minsei", **said: Any) -> CommissionerTask:
        draft = self.draft(**said)
        return enter_task(actor=self.actor(who), at=self.at, draft=draft, id=uuid7())

    def offered(self, **said: Any) -> CommissionerTask:
        to = {name: said.pop(name) for name in ("team", "user") if name in said}
        task = self.task(**said)
        to = to or {"team": self.cast.town.houkatsu_team}
        offer_task(actor=self.actor("minsei"), at=self.at, task=task, **to)
        return task

    def taken(self, **said: Any) -> CommissionerTask:
        task = self.offered(**said)
        take_task(actor=self.actor("agency"), at=self.at, task=task)
        return task

    def given_back(self) -> CommissionerTask:
        task = self.offered()
        give_back_task(actor=self.actor("agency"), at=self.at, task=task, reason="人がいない")
        return task

    def finished(self) -> CommissionerTask:
        task = self.task()
        finish_task(actor=self.actor("minsei"), at=self.at, task=task)
        return task

    def completed(self) -> CommissionerTask:
        task = self.taken()
        complete_task(actor=self.actor("agency"), at=self.at, task=task)
        return task

    def stopped(self) -> CommissionerTask:
        task = self.task()
        stop_task(actor=self.actor("minsei"), at=self.at, task=task, reason="回覧でよくなった")
        return task

    def in_every_state(self) -> dict[str, Callable[[], CommissionerTask]]:
        return {
            "mine": self.task, "offered": self.offered, "taken": self.taken,
            "given_back": self.given_back, "done": self.finished, "withdrawn": self.stopped,
        }  # fmt: skip

    def decided(self, who: str = "core", **said: Any) -> ReliefDecision:
        usual: dict[str, Any] = {
            "verdict": "stop",
            "reason": "回覧で足りる",
            "body": "民児協会長会",
            "decided_on": self.today,
            "from_on": self.today,
        }
        if "task" not in said:
            usual["kind"] = "delivery"
        draft = DecisionDraft(**usual | said)
        return decide_relief(actor=self.actor(who), at=self.at, draft=draft, id=uuid7())

    def commissioner(self, name: str, team: Team | None = None) -> User:
        """Return one more 委員, of 東地区 unless said."""
        user = make_user(name, name)
        make_post(user, Role.MINSEI_IIN, team or self.cast.town.minsei_team)
        return user

    def did(
        self, who: User, minutes: int, method: str = "SHUDAN-03", **said: Any
    ) -> ActivityRecord:
        """Return an activity record that ``who`` took part in."""
        fields: dict[str, Any] = {
            "occurred_at": self.at, "minutes": minutes, "method_id": method, "counterpart": "地域の人",
            "tier": "small", "area": self.cast.town.east, "content": "話した", "result": "よかった",
            "team": self.cast.town.minsei_team, "written_by": who,
        }  # fmt: skip
        record = ActivityRecord.objects.create(**fields | said)
        record.staff.add(who)
        return record


def relieved(scene: Scene) -> dict[str, Any]:
    """Return one row of everything this room keeps, for the matrix of doors."""
    stage = Stage(scene.cast, scene.at)
    resident = scene.cast.resident
    return {
        "own_task": stage.task(),
        "offered_task": stage.offered(),
        "taken_task": stage.taken(),
        "task_of_resident": stage.offered(user=resident),
        "relief": stage.decided(),
        "relief_of_task": stage.decided(task=stage.task()),
    }
