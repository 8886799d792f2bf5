"""The inspector stands in the same living city as the walks."""

from tests.walks.conftest import _no_trace, city

__all__ = ["_no_trace", "city"]
