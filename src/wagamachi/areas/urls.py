from django.urls import URLPattern, URLResolver, path

from .views import drawing, households, reading, settings

app_name = "areas"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.index, name="index"),
    path("geojson/", reading.geojson, name="geojson"),
    path("lookup/", reading.lookup, name="lookup"),
    path("match/", reading.match, name="match"),
    path("unassigned/", reading.unassigned, name="unassigned"),
    path("new/", drawing.new, name="new"),
    path("propose/", drawing.propose, name="propose"),
    path("settings/", settings.municipality, name="settings"),
    path("households/", households.households, name="households"),
    path("zonings/", settings.zoning_list, name="zonings"),
    path("zonings/new/", settings.new_zoning, name="new_zoning"),
    path("zonings/<uuid:pk>/base/", settings.make_base, name="make_base"),
    path("<uuid:pk>/", reading.detail, name="detail"),
    path("<uuid:pk>/attached/<slug:slug>/", reading.attached, name="attached"),
    path("<uuid:pk>/change/", drawing.change, name="change"),
    path("<uuid:pk>/end/", drawing.end, name="end"),
]
