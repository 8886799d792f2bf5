"""A value no list offers is said beside its field, with 422, on every list that can be narrowed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from lxml import html

from tests.cast import build_cast
from tests.records.scene import load_codes

pytestmark = pytest.mark.usefixtures("frozen")
WHO = ("manager", "csw", "auditor", "admin")


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Return every address that takes no argument."""
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, path)
        elif isinstance(one, URLPattern) and "<" not in path and "(" not in path:
            yield path


def test_a_value_no_list_offers_is_answered_alike_everywhere(db: None, client: Client) -> None:
    load_codes()
    cast, seen, wrong = build_cast(), set(), []
    read: set[str] = set()
    ours = [at for at in addresses(get_resolver()) if not at.startswith(("/accounts/", "/static/"))]
    for who in WHO:
        client.force_login(getattr(cast, who))
        for address in ours:
            if address in read or (fields := narrowing(client, address)) is None:
                continue
            read.add(address)
            if not fields:
                continue
            seen.add(address)
            for name in fields:
                answer = client.get(address, {name: "no-such-value"})
                if answer.status_code != 422 or not said_beside(answer, name):
                    wrong.append((address, name, answer.status_code))
    assert wrong == []
    assert {"/cases/", "/cases/handoffs/", "/records/", "/organizations/deployment/"} <= seen, seen


def narrowing(client: Client, address: str) -> list[str] | None:
    """Return the lists of choices with which a page narrows what it shows; None without a page."""
    answer = client.get(address)
    if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
        return None
    page = html.fromstring(answer.content)
    return [str(name) for name in page.xpath("//main//form[@method='get']//select/@name")]


def said_beside(answer: Any, name: str) -> bool:
    page = html.fromstring(answer.content)
    return bool(page.xpath(f"//main//*[@name='{name}'][@aria-invalid='true']"))
