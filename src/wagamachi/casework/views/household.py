"""世帯と関係, 同意と共有: the people, what weighs on them, who stands by, what may be told."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.access.http import Request, attempt, page
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for, visible_to
from wagamachi.core import clock
from wagamachi.people.models import Consent, Person

from ..forms.household import ConsentForm, IdentifyForm, MemberForm, SupporterForm
from ..models import Case, CaseMember, Supporter
from ..queries.ecomap import ecomap_of, narrow_ecomap_of, standing_by
from ..queries.household import consents_of, may_be_same, members_of
from ..queries.readers import past_doors, readers_of
from ..queries.statutory import statutory_contacts
from ..services import (
    add_member,
    add_supporter,
    ask_consent,
    change_member,
    end_support,
    identify_member,
    leave_household,
    make_key_member,
    part_member,
    withdraw_consent,
)
from .parts import after_marking, case_context, open_case


def household(request: Request, pk: UUID) -> HttpResponse:
    """世帯と関係: members × themes × supporters, as a picture and as a table."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    context = case_context(request, case, "household")
    members, standing = members_of(case.pk), standing_by(case)
    context |= {"members": members, "standing": standing, "tags": case.tags.all()}
    context |= {
        "ecomap": ecomap_of(members, standing), "narrow": narrow_ecomap_of(members, standing)
    }  # fmt: skip
    context["supporters"] = case.supporters.select_related("member__person", "organization")
    return page(request, "casework/household.html", context)


def new_member(request: Request, pk: UUID) -> HttpResponse:
    """世帯の人を加える."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    form = MemberForm(request.POST or None, initial={"address": case.place})
    if form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form, add_member,
            actor=request.actor, at=clock.now(), case=case, relation=data["relation"],
            draft=form.draft(), theme_ids=data["themes"], note=data["note"], id=data["token"],
        )  # fmt: skip
        if done is not None:
            return after_marking(request, case, "世帯に加えました。", "casework:household")
    context = case_context(request, case, "household") | {
        "form": form,
        "heading": "世帯の人を加える",
        "routes": statutory_contacts(clock.today()),
    }
    return page(request, "casework/case_form.html", context)


def edit_member(request: Request, pk: UUID) -> HttpResponse:
    """世帯の人のことを書きなおす."""
    member, case = _member(request, pk)
    form = MemberForm(request.POST or None, initial=MemberForm.of(member))
    if form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form, change_member,
            actor=request.actor, at=clock.now(), member=member, version=data["version"] or 0,
            person_version=data["person_version"] or 0, draft=form.draft(),
            relation=data["relation"], theme_ids=data["themes"], note=data["note"],
        )  # fmt: skip
        if done is not None:
            return after_marking(request, case, "書きなおしました。", "casework:household")
        form.carry(_member(request, pk)[0])
    context = case_context(request, case, "household")
    context["routes"] = statutory_contacts(clock.today())
    heading = f"{member.relation}のことを書く"
    return page(request, "casework/case_form.html", context | {"form": form, "heading": heading})


def identify(request: Request, pk: UUID) -> HttpResponse:
    """知っている人とまとめる: the nickname was somebody one knows; nothing is lost by saying so."""
    member, case = _member(request, pk)
    candidates = may_be_same(request.actor, member.person)
    form = IdentifyForm(request.POST or None, candidates=candidates)
    if form.is_valid():
        known = form.cleaned_data["known"]
        done = attempt(
            form, identify_member,
            actor=request.actor, at=clock.now(), member=member, known=known,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "同じ人としてまとめました。これまでの記録はそのままです。")
            return redirect("casework:household", case.pk)
    context = case_context(request, case, "household")
    context |= {"form": form, "member": member, "candidates": candidates}
    return page(request, "casework/identify.html", context)


@require_POST
def part_person(request: Request, pk: UUID) -> HttpResponse:
    """ちがう人だったとわかった: both stand on their own again."""
    member, case = _member(request, pk)
    part_member(actor=request.actor, at=clock.now(), member=member)
    messages.success(request, "べつの人として、もとにもどしました。")
    return redirect("casework:household", case.pk)


@require_POST
def leave(request: Request, pk: UUID) -> HttpResponse:
    """世帯から離れた."""
    member, case = _member(request, pk)
    leave_household(actor=request.actor, at=clock.now(), member=member, version=member.version)
    messages.success(request, "世帯から離れたことを残しました。これまでの記録は消えません。")
    return redirect("casework:household", case.pk)


@require_POST
def make_key(request: Request, pk: UUID) -> HttpResponse:
    """中心になる人にする."""
    member, case = _member(request, pk)
    make_key_member(actor=request.actor, at=clock.now(), member=member)
    return redirect("casework:household", case.pk)


def new_supporter(request: Request, pk: UUID) -> HttpResponse:
    """支える人・機関を加える."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    members = CaseMember.objects.filter(case=case, left_on=None).select_related("person")
    form = SupporterForm(request.POST or None, members=members)
    if form.is_valid():
        data = dict(form.cleaned_data)
        done = attempt(
            form, add_supporter,
            actor=request.actor, at=clock.now(), case=case, id=data.pop("token"), **data,
        )  # fmt: skip
        if done is not None:
            messages.success(request, "支える人・機関を加えました。")
            return redirect("casework:household", case.pk)
    context = case_context(request, case, "household")
    heading = "支える人・機関を加える"
    return page(request, "casework/case_form.html", context | {"form": form, "heading": heading})


@require_POST
def end_supporter(request: Request, pk: UUID) -> HttpResponse:
    """支えが終わった."""
    rows = Supporter.objects.select_related("case")
    supporter = rows.filter(pk=pk).first()
    case = open_case(request, supporter.case_id if supporter else pk, Perm.CASE_EDIT)
    assert supporter is not None
    end_support(actor=request.actor, at=clock.now(), supporter=supporter, version=supporter.version)
    return redirect("casework:household", case.pk)


def consents(request: Request, pk: UUID) -> HttpResponse:
    """同意と共有: every answer there has been, and who sees the case on what basis."""
    case = open_case(request, pk, Perm.CASE_READ_FULL)
    context = case_context(request, case, "consents")
    on = clock.today()
    context |= {"consents": consents_of(case.pk)}
    context |= {"readers": readers_of(case, on), "past_doors": past_doors(case, on)}
    return page(request, "casework/consents.html", context)


def new_consent(request: Request, pk: UUID) -> HttpResponse:
    """同意を確かめる."""
    case = open_case(request, pk, Perm.CASE_EDIT)
    members = CaseMember.objects.filter(case=case, left_on=None).select_related("person")
    form = ConsentForm(request.POST or None, members=members)
    if form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form, ask_consent,
            actor=request.actor, at=clock.now(), case=case, person=data["member"].person,
            draft=form.draft(), id=data["token"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, "本人の答えを残しました。")
            return redirect("casework:consents", case.pk)
    context = case_context(request, case, "consents") | {"form": form, "heading": "同意を確かめる"}
    return page(request, "casework/case_form.html", context)


@require_POST
def withdraw(request: Request, case_pk: UUID, pk: UUID) -> HttpResponse:
    """同意を取り消す: whoever saw the case because of it stops seeing it now."""
    case = open_case(request, case_pk, Perm.CASE_EDIT)
    mine = Consent.objects.filter(person__memberships__case=case)
    consent = get_for(request.actor, mine, pk, Perm.PERSON_READ)
    withdraw_consent(actor=request.actor, at=clock.now(), case=case, consent=consent)
    messages.success(request, "同意を取り消しました。この同意で見えていた人には、もう見えません。")
    return redirect("casework:consents", case.pk)


def person(request: Request, pk: UUID) -> HttpResponse:
    """One person, reached through a case of which one sees everything."""
    found = get_for(request.actor, Person, pk, Perm.PERSON_READ)
    return redirect("casework:household", _case_of(request, found.pk))


def consent(request: Request, pk: UUID) -> HttpResponse:
    """One consent, shown among the others of its case."""
    found = get_for(request.actor, Consent, pk, Perm.PERSON_READ)
    return redirect("casework:consents", _case_of(request, found.person_id))


def _case_of(request: Request, person_id: UUID) -> UUID:
    """Return the newest case of somebody that this actor sees everything of."""
    cases = visible_to(request.actor, Case, Perm.CASE_READ_FULL)
    rows = CaseMember.objects.filter(person=person_id, case__in=cases).order_by("-joined_on", "id")
    member: CaseMember | None = rows.first()
    if member is None:
        raise Http404("見つからないか、見ることができません。")
    return member.case_id


def _member(request: Request, pk: UUID) -> tuple[CaseMember, Case]:
    member = CaseMember.objects.select_related("person", "case").filter(pk=pk).first()
    case = open_case(request, member.case_id if member else pk, Perm.CASE_EDIT)
    assert member is not None
    return member, case
