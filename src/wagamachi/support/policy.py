"""Who may see planned support: whoever sees all of the case; and who may see what was found outside."""

from collections.abc import Callable, Iterable

from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, Rule, rule_for, scope
from wagamachi.casework.models import Case
from wagamachi.records.models import ActivityRecord, RecordLink

from .models import Assessment, DifficultMark, Gap, Outreach, OutreachTask, SupportPlan


def _through_case(why: str) -> Callable[[Actor, Perm], Iterable[Clause]]:
    """Return the rule of a row that belongs to a case: what one may do to the case."""

    def rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
        cases = Case.objects.filter(scope(actor, Case, perm)).values("pk")
        yield Clause(why, Q(case__in=cases))

    return rule


_rules: dict[type, Rule] = {
    Assessment: _through_case("このケースのアセスメントだから"),
    SupportPlan: _through_case("このケースの支援計画だから"),
    Gap: _through_case("このケースで見つかった制度の狭間だから"),
    DifficultMark: _through_case("このケースの困難事例のしるしだから"),
}
for _model, _rule in _rules.items():
    rule_for(_model)(_rule)


@rule_for(OutreachTask)
def outreach_task_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """What a team was asked to do: the team goes, whoever asked follows it. No resident is named in it."""
    if perm in (Perm.RECORD_READ, Perm.RECORD_WRITE) and actor.has(Perm.RECORD_WRITE):
        yield Clause("頼まれたチームの一員だから", Q(team__in=actor.team_ids))
    if perm in (Perm.AREA_OUTREACH, Perm.RECORD_READ):
        yield Clause("自分が頼んだことだから", Q(asked_by=actor.person_id))


@rule_for(Outreach)
def outreach_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """Outreach: whoever may read its record, as it stands now or as it stood before a correction."""
    seen = ActivityRecord.objects.filter(scope(actor, ActivityRecord, perm)).values("pk")
    links = RecordLink.objects.filter(target_kind="outreach", record__in=seen)
    yield Clause("読める活動記録のアウトリーチだから", Q(pk__in=links.values("target_id")))


def keeps_register(actor: Actor) -> bool:
    """Say whether the actor's posts give the list of 困難事例: holders and leads, nobody else."""
    return bool(_held(actor) or _led(actor))


def register_scope(actor: Actor) -> Q:
    """Return the cases of the actor's teams, and for leads those of their organisation (R028)."""
    return Q(holder_team__in=_held(actor)) | Q(holder_team__organization__in=_led(actor))


def _held(actor: Actor) -> frozenset[object]:
    return frozenset(actor.teams_with(Perm.CASE_EDIT, Scope.TEAM))


def _led(actor: Actor) -> frozenset[object]:
    return frozenset(actor.organizations_with(Perm.CASE_READ_SUMMARY, Scope.ORGANIZATION))
