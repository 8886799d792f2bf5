"""Everything that writes accounts, posts and what roles are called."""

from .accounts import open_account, renew_account_password, set_account_active
from .assignments import assign_post, change_post, end_post
from .guards import may_give_posts
from .role_labels import rename_roles

__all__ = [
    "assign_post",
    "change_post",
    "end_post",
    "may_give_posts",
    "open_account",
    "rename_roles",
    "renew_account_password",
    "set_account_active",
]
