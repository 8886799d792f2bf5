from .record import STEP_MINUTES, ActivityRecord, RecordLink

__all__ = ["STEP_MINUTES", "ActivityRecord", "RecordLink"]
