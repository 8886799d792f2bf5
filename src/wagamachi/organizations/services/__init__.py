"""Everything that writes an organisation or a team."""

from .organizations import change_organization, close_organization, create_organization
from .teams import change_team, close_team, create_team

__all__ = [
    "change_organization",
    "change_team",
    "close_organization",
    "close_team",
    "create_organization",
    "create_team",
]
