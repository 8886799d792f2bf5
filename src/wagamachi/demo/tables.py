"""The word tables in ``demo/data``: places, names, scenes and phrases, all invented."""

import json
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=32)
def _text(name: str) -> str:
    return resources.files(__package__).joinpath(f"data/{name}.json").read_text(encoding="utf-8")


def table(name: str) -> Any:
    """Return a fresh copy of a table (a JSON object or list) by its file's name."""
    return json.loads(_text(name))
