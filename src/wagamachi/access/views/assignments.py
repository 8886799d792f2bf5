"""Screens for posts: give one, change it, end it (R006, R140, R143)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from wagamachi.accounts.models import User
from wagamachi.core import clock

from .. import services
from ..forms import PostEndForm, PostForm
from ..http import Request, attempt, page
from ..models import Assignment
from ..perms import Perm
from ..policy import get_for
from ..queries import role_labels
from ..saving import saved

_ROWS = Assignment.objects.select_related("user", "organization", "team")


def new(request: Request, pk: UUID) -> HttpResponse:
    """Give a person a post."""
    person = get_for(request.actor, User, pk, Perm.ROLE_EDIT)
    form = PostForm(request.POST or None, on=request.actor.on)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            services.assign_post,
            actor=request.actor,
            user=person,
            at=clock.now(),
            id=form.cleaned_data["token"],
            **form.values(),
        )
        if made is not None:
            messages.success(request, "配置を決めました。")
            return redirect("access:person", pk)
    return page(request, "access/post_form.html", {"form": form, "person": person, "post": None})


def change(request: Request, pk: UUID) -> HttpResponse:
    """Change place, areas, time or period of a post."""
    post = get_for(request.actor, _ROWS, pk, Perm.ROLE_EDIT)
    form = PostForm(request.POST or None, on=request.actor.on, post=post)
    if request.method == "POST" and form.is_valid():
        values = form.changes()
        if saved(form, post, services.change_post, actor=request.actor, assignment=post, **values):
            messages.success(request, "配置を直しました。")
            return redirect("access:person", post.user_id)
    context = {"form": form, "person": post.user, "post": post, "roles": role_labels()}
    return page(request, "access/post_form.html", context)


def end(request: Request, pk: UUID) -> HttpResponse:
    """End a post."""
    post = get_for(request.actor, _ROWS, pk, Perm.ROLE_EDIT)
    form = PostEndForm(request.POST or None, initial={"version": post.version})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if saved(form, post, services.end_post, actor=request.actor, assignment=post, **values):
            messages.success(request, "配置の終わりを決めました。")
            return redirect("access:person", post.user_id)
    context = {"form": form, "person": post.user, "post": post, "roles": role_labels()}
    return page(request, "access/post_end.html", context)
