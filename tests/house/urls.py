"""Every door of the house: all URL patterns with their names and arguments."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters


@dataclass(frozen=True)
class Door:
    """One URL pattern. ``arguments`` maps each argument to its converter's name (``uuid`` …)."""

    name: str
    route: str
    arguments: dict[str, str]
    view: str

    @property
    def is_ours(self) -> bool:
        """Say whether the view is the product's own, not a library's."""
        return self.view.startswith("wagamachi.")


@cache
def all_urls() -> tuple[Door, ...]:
    """Return every pattern of the resolver, in the order in which Django tries them."""
    return tuple(_walk(get_resolver(), namespace="", prefix=""))


def all_url_names() -> list[str]:
    """Return the full names (``casework:detail``) of the product's own URLs, each once, sorted."""
    return sorted({door.name for door in all_urls() if door.is_ours})


def _walk(resolver: URLResolver, *, namespace: str, prefix: str) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, namespace=inner, prefix=route)
        else:
            yield _door(entry, namespace, route)


def _door(entry: URLPattern, namespace: str, route: str) -> Door:
    words = {type(converter): name for name, converter in get_converters().items()}
    view = getattr(entry.callback, "view_class", entry.callback)
    return Door(
        name=f"{namespace}{entry.name}" if entry.name else "",
        route=route,
        arguments={
            argument: words.get(type(converter), type(converter).__name__)
            for argument, converter in entry.pattern.converters.items()
        },
        view=f"{view.__module__}.{view.__qualname__}",
    )
