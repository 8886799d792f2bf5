"""The product's URLs plus one page that shows every component, for the tests of the face."""

from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

from wagamachi.core import clock
from wagamachi.core.forms import Chips
from wagamachi.core.paging import Page

DOORS = [("phone", "電話"), ("visit", "来所")]
THEMES = [("alone", "孤立"), ("money", "お金"), ("home", "住まい")]
SINK = Path(__file__).with_name("sink.html")


class SinkForm(forms.Form):
    """One field of every kind."""

    who = forms.CharField(label="だれから", help_text="わからないときは「近所の人」のように。")
    when = forms.DateField(label="いつ", required=False)
    door = forms.ChoiceField(label="どこから", choices=DOORS, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label="気になること", choices=THEMES, widget=Chips, required=False
    )
    area = forms.ChoiceField(label="圏域", choices=[("1", "みなと")])
    story = forms.CharField(label="どんな様子", widget=forms.Textarea)
    agreed = forms.BooleanField(label="本人の同意をもらった", required=False)


def sink(request: HttpRequest) -> HttpResponse:
    form = SinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "受けとめました。")
        return redirect("sink")
    page = Page([1], "?after=x", "?before=x", 25)
    context = {"form": form, "page": page, "at": clock.now()}
    template = engines["django"].from_string(SINK.read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request), status=422 if form.errors else 200)


def shapes(request: HttpRequest) -> JsonResponse:
    ring = [[139.3, 35.6], [139.32, 35.6], [139.32, 35.62], [139.3, 35.62], [139.3, 35.6]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {
        "type": "Feature",
        "geometry": shape,
        "properties": {"name": "みなと1丁目", "url": "/sink/?area=1"},
    }
    return JsonResponse({"type": "FeatureCollection", "features": [feature]})


urlpatterns = [
    path("sink/", sink, name="sink"),
    path("shapes/", shapes, name="shapes"),
    path("", include("wagamachi.config.urls")),
]
