from .filters import ExportForm, RecordFilter
from .record import RecordForm

__all__ = ["ExportForm", "RecordFilter", "RecordForm"]
