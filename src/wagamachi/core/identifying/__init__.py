"""Does a text say whom it is about? One checker for every sentence that leaves the people it came from.

``find()`` looks for what is ``Known`` of somebody (names, readings, addresses, phones, birthdays) in every
spelling people use, and for what looks like a name, a phone or an address at all. It is pure: whoever
calls it collects what is known, shows what was found, and has a second person look.
"""

from .finding import Finding, Piece, find, pieces
from .known import NOBODY, Known

__all__ = ["NOBODY", "Finding", "Known", "Piece", "find", "pieces"]
