"""Everything that writes a resource."""

from .resources import change_resource, create_resource, end_resource, verify_resource
from .spreadsheet import import_lines

__all__ = [
    "change_resource",
    "create_resource",
    "end_resource",
    "import_lines",
    "verify_resource",
]
