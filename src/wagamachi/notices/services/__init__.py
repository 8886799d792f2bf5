"""Telling people: in the product at once, by e-mail as each of them chose."""

from .accounts import tell_of_account
from .mailing import deliver_mail, give_up_mail
from .reading import mark_all_read, mark_read
from .settling import PreferenceDraft, choose_mail
from .telling import drop_old_notices, notify

__all__ = [
    "PreferenceDraft",
    "choose_mail",
    "deliver_mail",
    "drop_old_notices",
    "give_up_mail",
    "mark_all_read",
    "mark_read",
    "notify",
    "tell_of_account",
]
