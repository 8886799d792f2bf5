"""The words of the house in the words of the municipality: 中圏域 may be 地区, 地域福祉コーディネーター CSW.

Rooms say which of their words can be renamed; what the program itself says goes through ``local``
(in a template ``{% filter local %}``), what people wrote never does (R005, R006).
"""

import re
from collections.abc import Callable, Mapping

from django.utils.functional import lazy

from .once import once_a_request

Source = Callable[[], Mapping[str, str]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of (our word → the municipality's word); it lists only what was renamed."""
    _sources.append(source)


def local(text: str) -> str:
    """Return a sentence of the program with every renamed word as this municipality says it."""
    renamed = _words()
    if not renamed:
        return str(text)
    longest_first = sorted(renamed, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return re.sub(pattern, lambda found: renamed[found[0]], str(text))


# For labels and help texts of forms, which are written down once and said many times.
local_lazy = lazy(local, str)


@once_a_request
def _words() -> Mapping[str, str]:
    return {ours: theirs for source in _sources for ours, theirs in source().items()}
