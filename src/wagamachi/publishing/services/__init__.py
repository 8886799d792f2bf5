"""Asking whether a text may leave, and answering."""

from .releasing import ask_release, decide, end_release

__all__ = ["ask_release", "decide", "end_release"]
