"""配置表 by 中圏域 (R140) and who looks after which district (R143)."""

from django.http import HttpResponse

from wagamachi.access.http import Request, page, require
from wagamachi.access.perms import Perm
from wagamachi.access.queries import role_labels
from wagamachi.core.fiscal import fiscal_label, fiscal_year

from .. import deployment, queries
from ..forms import DeploymentFilter


def table(request: Request) -> HttpResponse:
    """Show the coordinators of each 中圏域 in one 年度, and the years before it."""
    require(request, Perm.ORGANIZATION_READ)
    today = request.actor.on
    years, this = deployment.years(today), fiscal_year(today)
    form = DeploymentFilter(request.GET or None, years=years, this=this)
    context = {
        "form": form,
        "table": deployment.table(form.chosen, today),
        "label": fiscal_label(form.chosen),
        "roles": role_labels(),
        "may_post": request.actor.has(Perm.ROLE_EDIT),
    }
    return page(request, "organizations/deployment.html", context)


def districts(request: Request) -> HttpResponse:
    """Show the 地区担当職員 of each district with their periods."""
    require(request, Perm.ORGANIZATION_READ)
    context = {
        "districts": queries.districts(request.actor.on),
        "today": request.actor.on,
        "without_area": queries.district_posts(request.actor.on).filter(areas=None),
        "roles": role_labels(),
        "may_post": request.actor.has(Perm.ROLE_EDIT),
    }
    return page(request, "organizations/districts.html", context)
