from .exports import ExportedFile, FileFormat, export_records, harmless
from .records import RecordDraft, correct_record, write_record

__all__ = [
    "ExportedFile",
    "FileFormat",
    "RecordDraft",
    "correct_record",
    "export_records",
    "harmless",
    "write_record",
]
