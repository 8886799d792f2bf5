"""Looking at areas: the map and list, one area's page, and which area an address is in."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from wagamachi.access import policy
from wagamachi.access.http import Request, page, require
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.paging import paginate

from .. import queries
from ..attachments import attached_to, provider
from ..forms import AreaFilter, LookupForm, MatchForm
from ..history import in_force_of, steps_of
from ..matching import match as match_zonings
from ..models import Area, Tier
from ..models.area import AreaQuerySet
from ..municipality import tier_labels, tiers_in_use
from ..resolve import middle_area_for, resolve_address
from ..themes import TIER_ORDER, theme_of

UNASSIGNED_SHOWN = 20  # of each kind; the rest one click away


@require_safe
def index(request: Request) -> HttpResponse:
    """Map and list of the areas in force on a day, by tier and zoning (R001, R002)."""
    require(request, Perm.AREA_READ)
    form = AreaFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    on = chosen.get("on") or clock.today()
    zoning, origin = chosen.get("zoning", ""), chosen.get("origin", "")
    areas = list(policy.visible_to(request.actor, _listed(on, zoning, origin), Perm.AREA_READ))
    context = {
        "form": form,
        "on": on,
        "groups": queries.by_tier_and_zoning(areas),
        "labels": tier_labels(),
        "map_url": _map_url(on, areas),
        "uncovered": queries.uncovered(on),
        "may_edit": request.actor.has(Perm.AREA_EDIT),
        "may_propose": request.actor.has(Perm.AREA_PROPOSE) and Tier.SMALL in tiers_in_use(),
    }
    return page(request, "areas/index.html", context)


@require_safe
def detail(request: Request, pk: UUID) -> HttpResponse:
    """One area: where it is, what it is for, what lies above, below and across, what is here."""
    rows = Area.objects.select_related("zoning", "parent__zoning")
    area = policy.get_for(request.actor, rows, pk, Perm.AREA_READ)
    on = clock.today()
    ids = queries.with_below(area, on)
    steps = steps_of(area)
    current = in_force_of(steps, on)
    context = {
        "area": area,
        "theme": theme_of(area.tier),
        "tier_label": tier_labels()[area.tier],
        "basis": queries.basis_labels(area),
        "children": queries.area_list(on).filter(parent=area),
        "overlaps": queries.overlaps_of(area, on),
        "steps": steps,
        "current": current,
        "uncovered": queries.uncovered_towns(area, on) if area.tier == Tier.MIDDLE else [],
        "attached": attached_to(actor=request.actor, area_ids=ids, on=on),
        "has_map": area.pk in queries.drawable(on),
        "may_edit": request.actor.has(Perm.AREA_EDIT) and not area.is_unknown,
    }
    return page(request, "areas/detail.html", context)


@require_safe
def match(request: Request) -> HttpResponse:
    """圏域一致チェック: two zonings side by side, 町丁目 by 町丁目 (R004)."""
    require(request, Perm.AREA_READ)
    form = MatchForm(request.GET or None)
    pair = form.pair()
    found = match_zonings(*pair, request.actor.on) if pair else None
    context = {"form": form, "found": found, "pair": pair}
    return page(request, "areas/match.html", context)


@gzip_page
@require_safe
def geojson(request: Request) -> HttpResponse:
    """Shapes to draw: ``?zoning=CODE``, ``?area=ID`` or, with neither, the base zonings."""
    require(request, Perm.AREA_READ)
    on = _date(request) or clock.today()
    area_id = _uuid(request.GET.get("area", ""))
    found = queries.feature_collection(on, zoning=request.GET.get("zoning", ""), area_id=area_id)
    response = JsonResponse(
        found, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )
    response["Content-Type"] = "application/geo+json; charset=utf-8"
    return response


def lookup(request: Request) -> HttpResponse:
    """Which areas an address is in, and why (R003). The address travels by POST only."""
    require(request, Perm.AREA_READ)
    form = LookupForm(request.POST or None)
    found = receiving = None
    if form.is_valid():
        found = resolve_address(form.cleaned_data["address"], clock.today())
        receiving = middle_area_for(found, clock.today())
    context = {"form": form, "found": found, "receiving": receiving, "labels": tier_labels()}
    return page(request, "areas/lookup.html", context)


@require_safe
def unassigned(request: Request) -> HttpResponse:
    """What still waits for somebody to say where it belongs: everything under 圏域不明 (R001)."""
    require(request, Perm.AREA_READ)
    area = Area.objects.get(is_unknown=True)
    attached = attached_to(
        actor=request.actor, area_ids=[area.pk], on=request.actor.on, limit=UNASSIGNED_SHOWN
    )
    context = {
        "area": area,
        "attached": attached,
        "total": sum(a.count for a in attached),
    }
    return page(request, "areas/unassigned.html", context)


@require_safe
def attached(request: Request, pk: UUID, slug: str) -> HttpResponse:
    """Everything of one kind on an area: as many rows as the number on the area's page says."""
    area = policy.get_for(request.actor, Area, pk, Perm.AREA_READ)
    kind = provider(slug)
    if kind is None:
        raise Http404("見つかりません。")
    on = request.actor.on
    rows = kind.rows_fn(request.actor, queries.with_below(area, on), on)
    found = paginate(rows, request.GET, by=kind.by)
    context = {
        "area": area,
        "kind": kind,
        "page": found,
        "items": kind.show_fn(request.actor, found.items),
    }
    return page(request, "areas/attached.html", context)


def _listed(on: date, zoning: str, origin: str) -> AreaQuerySet:
    """Without a chosen zoning, show the ones that decide; without those, everything."""
    rows = queries.area_list(on, zoning=zoning, origin=origin)
    base = rows.filter(zoning__is_base=True)
    return rows if zoning or origin or not base.exists() else base


def _map_url(on: date, areas: list[Area]) -> str:
    """Draw the smallest areas that have shapes; wider ones would hide them."""
    shaped = queries.drawable(on)
    drawn = [area for area in areas if area.pk in shaped]
    if not drawn:
        return ""
    nearest = max(drawn, key=lambda area: TIER_ORDER.index(Tier(area.tier)))
    day = "" if on == clock.today() else f"&on={on.isoformat()}"
    return f"{reverse('areas:geojson')}?zoning={nearest.zoning.code}{day}"


def _date(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Http404("見つかりません。") from None
