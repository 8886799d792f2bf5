"""The inspector: as every login it opens every door and sends every form, and reads the answers.

What it looks for is what people would stumble over or must never see: failure pages, dead links,
numbers that lead to other numbers, files that do not open, personal data beyond what the policy gives.
"""

from .inspector import Report, inspect
from .rules import Finding

__all__ = ["Finding", "Report", "inspect"]
