"""Acts played on the loaded city by its own people, through the same services a screen calls.

The history (``history``, ``loading``) writes the many; these scenes bring about what is rare and must
be exactly right: who moved a case where, who walks beside it, what was agreed at a meeting.
"""

from .scenes import play

__all__ = ["play"]
