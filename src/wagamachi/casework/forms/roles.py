"""Forms of the role table: who does what, about which theme, by when (R110)."""

from typing import Any

from django import forms

from wagamachi.core import clock
from wagamachi.core.codes import theme_choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.organizations.models import Organization

from ..models import Case, CaseMember, RoleTask
from ..services import RoleDraft
from .household import member_called
from .offering import RowChoiceField, offer


class RoleForm(Kept):
    """One task and its doer: an organisation of the register, or anybody by name."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    organization = RowChoiceField(
        Organization,
        called=lambda organization: organization.name,
        label="だれが（機関から選ぶ）",
        required=False,
        empty_label="機関のほかの人・場（下に書く）",
    )
    name = forms.CharField(
        label="だれが（機関のほか）",
        max_length=80,
        required=False,
        help_text="例: 本人、長男、となりの山口さん、朝の体操の会",
    )
    task = forms.CharField(
        label="なにを", max_length=120, help_text="例: 週1回の見守り、介護保険の申請の手伝い"
    )
    theme = forms.ChoiceField(label="どの課題について", required=False)
    member = RowChoiceField(
        CaseMember,
        called=member_called,
        label="だれのこと",
        required=False,
        empty_label="世帯みんな",
    )
    due_on = WarekiDateField(label="いつまでに", required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.today()
        offer(
            self,
            organization=Organization.objects.live(on),
            theme=[("", "（決めない）"), *theme_choices(on)],
            member=CaseMember.objects.filter(case=case, left_on=None).select_related("person"),
        )

    @classmethod
    def of(cls, role: RoleTask) -> dict[str, Any]:
        """Return the initial values of a task."""
        return {
            "version": role.version,
            "organization": role.organization_id,
            "name": role.name,
            "task": role.task,
            "theme": role.theme_id or "",
            "member": role.member_id,
            "due_on": role.due_on,
        }

    def draft(self) -> RoleDraft:
        """Return the task, for the service."""
        data = self.cleaned_data
        return RoleDraft(
            task=data["task"],
            organization_id=data["organization"].pk if data["organization"] else None,
            name=data["name"],
            member=data["member"],
            theme_id=data["theme"] or None,
            due_on=data["due_on"],
        )
