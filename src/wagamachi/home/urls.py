from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/<slug:name>/", views.section, name="section"),
    path("month/", views.month, name="month"),
    path("month/<slug:name>/", views.month_rows, name="month_rows"),
    path("night/", views.night, name="night"),
    path("stuck/", views.stuck, name="stuck"),
    path("search/", views.search, name="search"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/make/", views.calendar_make, name="calendar_make"),
    path("calendar/stop/", views.calendar_stop, name="calendar_stop"),
    path("calendar/<slug:token>.ics", views.calendar_feed, name="calendar_feed"),
]
