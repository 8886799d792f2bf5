"""場所を入れる: an address, or an area when the address is not to be had (R001)."""

from typing import Any

from django import forms

from wagamachi.areas.models import Area
from wagamachi.core import clock

from .cases import VersionMixin
from .offering import RowChoiceField, offer


class LocateForm(VersionMixin):
    """Where it turned out to be."""

    place = forms.CharField(
        label="わかった場所",
        max_length=160,
        required=False,
        help_text="住所か町の名前。例: 本町三丁目5番。空なら、聞いたままの場所を使います。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    area = RowChoiceField(
        Area,
        called=lambda area: area.name,
        label="圏域",
        required=False,
        empty_label="場所から決める（ふつうはこのまま）",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.live(clock.today()).base().filter(is_unknown=False)
        offer(self, area=areas.order_by("tier", "code", "name"))

    def said(self) -> dict[str, Any]:
        """Return version, place and area, for the service."""
        data = self.cleaned_data
        return {
            "version": data["version"],
            "place": data["place"].strip(),
            "area_id": data["area"].pk if data["area"] else None,
        }
