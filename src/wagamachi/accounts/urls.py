"""Log in, log out, change one's password. Accounts are made by the office, so nobody signs up."""

from allauth.account import views
from django.urls import path

from .login import login

urlpatterns = [
    path("login/", login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
]
