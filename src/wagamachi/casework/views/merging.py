"""まとめる・分ける: two cases that are one household, and the way back (R020, R022)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.core import clock

from ..forms.merging import MergeForm
from ..models import CaseMerge
from ..queries.merging import may_be_merged, mergeable, partners_of
from ..services import merge_cases, part_cases
from .parts import case_context, open_case


def merge(request: Request, pk: UUID) -> HttpResponse:
    """まとめる: put another case of ours into this one."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    likely, held = may_be_merged(request.actor, case), mergeable(request.actor, case)
    form = MergeForm(request.POST or None, likely=likely, held=held, initial=_asked(request))
    if form.is_valid():
        done = attempt(
            form, merge_cases,
            actor=request.actor, at=clock.now(), kept=case, merged=form.cleaned_data["merged"],
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "まとめました。ちがっていたら、もとにもどせます。")
            return redirect("casework:case", case.pk)
    context = case_context(request, case, "household") | {"form": form, "likely": likely}
    ids = [match.case.pk for match in likely if match.case]
    context["partners"] = partners_of(case.pk, *ids)
    return page(request, "casework/merge.html", context)


def _asked(request: Request) -> dict[str, str]:
    """Return the case a link proposes."""
    return {"other": request.GET.get("other", "")}


def part(request: Request, pk: UUID) -> HttpResponse:
    """もとにもどす: ask first, then part the two."""
    row = CaseMerge.objects.select_related("kept", "merged", "merged_by").filter(pk=pk).first()
    case = open_case(request, row.kept_id if row else pk, Perm.CASE_EDIT)
    assert row is not None
    if row.undone_at:  # parted again: the two stand on their own, each behind its own door
        open_case(request, row.merged_id, Perm.CASE_READ_SUMMARY)
    if request.method == "POST":
        merged = part_cases(actor=request.actor, at=clock.now(), merge=row)
        messages.success(
            request, "もとにもどしました。どちらのケースも、担当と次にすることがあります。"
        )
        return redirect("casework:case", merged.pk)
    context = case_context(request, case, "household") | {"merge": row}
    return page(request, "casework/part.html", context)
