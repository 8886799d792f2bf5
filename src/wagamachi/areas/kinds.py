"""Areas as a kind: anything that points with a Ref can point at one."""

from typing import cast

from wagamachi.core.refs import Kind, register

from .models import Area

register(
    Kind(
        name="area",
        label="圏域",
        model_label="areas.Area",
        title=lambda area: cast(Area, area).name,
        url_name="areas:detail",
    )
)
