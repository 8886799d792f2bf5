"""The tables of 集計; what a table is, every room that counts shares (``core.tables``)."""

from wagamachi.core.tables import HIDDEN, Cell, Row, Table, hidden_note, percent, threshold

__all__ = ["HIDDEN", "Cell", "Row", "Table", "hidden_note", "percent", "threshold"]
