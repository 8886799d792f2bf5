"""The forms, one module each: what stands on the paper and where it comes from."""

from . import assessment, blank, common, consent, course, evaluation, handoff, intake, plan

__all__ = [
    "assessment",
    "blank",
    "common",
    "consent",
    "course",
    "evaluation",
    "handoff",
    "intake",
    "plan",
]
