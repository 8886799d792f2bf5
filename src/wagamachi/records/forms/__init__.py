from .filters import ExportForm, RecordFilter
from .period import PeriodForm
from .record import RecordForm

__all__ = ["ExportForm", "PeriodForm", "RecordFilter", "RecordForm"]
