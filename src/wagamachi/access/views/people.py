"""Screens for people and their way in: who is here, as what, and how they log in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.paging import paginate

from .. import people, services
from ..forms import AccountForm, PeopleFilter
from ..http import Request, attempt, page, require, version_seen
from ..perms import Perm
from ..policy import get_for
from ..queries import role_labels

_ORDER = ("kana", "name", "id")
_MOST = 100  # people found by name on one page; a longer list needs a longer name


def index(request: Request) -> HttpResponse:
    """List people by role and organisation; a name is searched for by POST, never in the URL."""
    require(request, Perm.ORGANIZATION_EDIT)
    is_search = request.method == "POST"
    form = PeopleFilter(request.POST if is_search else request.GET or None, on=request.actor.on)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = people.listed(
        on=request.actor.on,
        text=asked.get("q", "") if is_search else "",
        role=asked.get("role", ""),
        organization_id=asked.get("organization"),
    )
    params = {} if is_search else request.GET  # a page of a search by name would need it in the URL
    context = {
        "form": form,
        "page": paginate(rows, params, by=_ORDER, size=_MOST if is_search else 25),
        "is_search": is_search,
        "roles": role_labels(),
        "may_post": request.actor.has(Perm.ROLE_EDIT),
    }
    return page(request, "access/people.html", context)


def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a person's posts, past and present, and their account."""
    person = get_for(request.actor, User, pk, Perm.ORGANIZATION_EDIT)
    may_edit = request.actor.has(Perm.ROLE_EDIT)
    context = {
        "person": person,
        "posts": people.posts_of(person),
        "on": request.actor.on,
        "roles": role_labels(),
        "may_post": may_edit
        and services.may_give_posts(actor=request.actor, user=person, on=request.actor.on),
        "may_let_in": may_edit and person.pk != request.actor.user_id,
    }
    return page(request, "access/person.html", context)


def new(request: Request) -> HttpResponse:
    """Open an account and show its one-time password, this once."""
    require(request, Perm.ROLE_EDIT)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.open_account,
            actor=request.actor,
            at=clock.now(),
            **form.values(),
        )
        if made is not None and not made[1]:
            messages.warning(
                request,
                "この人は、もう加えてあります。パスワードが出るのは1度だけです。"
                "控えていなければ、下の「新しいパスワードを作る」で作り直してください。",
            )
            return redirect("access:person", made[0].pk)
        if made is not None:
            context = {"person": made[0], "password": made[1], "is_new": True}
            return page(request, "access/password_once.html", context)
    return page(request, "access/account_form.html", {"form": form})


@require_POST
def renew_password(request: Request, pk: UUID) -> HttpResponse:
    """Give an account a new one-time password and show it, this once."""
    person = get_for(request.actor, User, pk, Perm.ROLE_EDIT)
    password = services.renew_account_password(actor=request.actor, user=person, at=clock.now())
    context = {"person": person, "password": password, "is_new": False}
    return page(request, "access/password_once.html", context)


@require_POST
def set_active(request: Request, pk: UUID) -> HttpResponse:
    """Let a person log in again, or no longer."""
    person = get_for(request.actor, User, pk, Perm.ROLE_EDIT)
    is_active = request.POST.get("is_active") == "1"
    services.set_account_active(
        actor=request.actor, user=person, is_active=is_active, at=clock.now(),
        version=version_seen(request),
    )  # fmt: skip
    messages.success(
        request, "ログインできるようにしました。" if is_active else "ログインを止めました。"
    )
    return redirect("access:person", pk)
