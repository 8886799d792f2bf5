"""Areas as a kind: anything that points with a Ref can point at one."""

from typing import cast

from wagamachi.core.refs import Kind, register

from .models import Area, ZoningSystem

register(
    Kind(
        name="area",
        label="圏域",
        model_label="areas.Area",
        title=lambda area: cast(Area, area).name,
        url_name="areas:detail",
    )
)
register(
    Kind(
        name="zoning",
        label="区分け",
        model_label="areas.ZoningSystem",
        title=lambda zoning: cast(ZoningSystem, zoning).name,
        url_name="areas:make_base",
    )
)
