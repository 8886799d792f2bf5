"""Everything that writes a resource."""

from .resources import change_resource, create_resource, end_resource, verify_resource
from .spreadsheet import Imported, import_report, rehearse_import

__all__ = [
    "Imported",
    "change_resource",
    "create_resource",
    "end_resource",
    "import_report",
    "rehearse_import",
    "verify_resource",
]
