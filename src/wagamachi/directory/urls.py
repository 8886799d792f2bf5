from django.urls import path

from .views import public, resources, spreadsheet

app_name = "directory"
urlpatterns = [
    path("", resources.index, name="index"),
    path("new/", resources.new, name="new"),
    path("unverified/", resources.unverified, name="unverified"),
    path("export/", spreadsheet.export, name="export"),
    path("import/", spreadsheet.upload, name="import"),
    path("import/take-in/", spreadsheet.take_in, name="import_take_in"),
    path("public/", public.index, name="public"),
    path("<uuid:pk>/", resources.detail, name="detail"),
    path("<uuid:pk>/change/", resources.change, name="change"),
    path("<uuid:pk>/verify/", resources.verify, name="verify"),
    path("<uuid:pk>/end/", resources.end, name="end"),
]
