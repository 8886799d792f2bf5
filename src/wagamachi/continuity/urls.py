from django.urls import path

from .views import absences, bulk, filters, handover

app_name = "continuity"
urlpatterns = [
    path("", absences.index, name="absences"),
    path("absences/new/", absences.new, name="absence_new"),
    path("people/<uuid:pk>/absences/new/", absences.new_for, name="absence_new_for"),
    path("absences/<uuid:pk>/", absences.detail, name="absence"),
    path("absences/<uuid:pk>/change/", absences.edit, name="absence_change"),
    path("absences/<uuid:pk>/call-off/", absences.call_off, name="absence_call_off"),
    path("handover/<uuid:pk>/", handover.checklist, name="handover"),
    path("handover/<uuid:pk>/preview/", handover.preview, name="handover_preview"),
    path("handover/<uuid:pk>/do/", handover.carry_out, name="handover_do"),
    path("handover/<uuid:pk>/sheet/", handover.sheet, name="handover_sheet"),
    path("handed/<uuid:pk>/met/", handover.met, name="met"),
    path("bulk/", bulk.preview, name="bulk"),
    path("bulk/do/", bulk.carry_out, name="bulk_do"),
    path("filters/keep/", filters.keep, name="filter_keep"),
    path("filters/<uuid:pk>/drop/", filters.drop, name="filter_drop"),
]
