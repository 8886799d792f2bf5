"""A value no list offers is said beside its field, with 422, on every list that can be narrowed."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from lxml import html

from tests.cast import build_cast
from tests.records.scene import load_codes

pytestmark = pytest.mark.usefixtures("frozen")
WHO = ("csw", "manager", "auditor", "admin")


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
            if address in read or (found := narrowing(client, address)) is None:
                continue
            read.add(address)
            fields, files = found
            for name, at in product(fields, (address, *files)):
                seen.add(at)
                answer = client.get(at + ("&" if "?" in at else "?") + f"{name}=no-such-value")
                if answer.status_code != 422 or not said(answer, name):
                    wrong.append((at, name, answer.status_code))
    assert wrong == [], wrong
    assert seen >= {
        "/cases/", "/cases/handoffs/", "/records/", "/organizations/deployment/", "/organizations/",
        "/workforce/", "/directory/export/", "/support/gaps/?file=gaps", "/support/outreach/areas/?file=outreach",
        "/support/summary/?file=wishes",
        "/workforce/load/?file=load", "/insight/themes/?file=area",
    }, sorted(seen)  # fmt: skip


def narrowing(client: Client, address: str) -> tuple[list[str], list[str]] | None:
    """Return the choices with which a page narrows what it shows, and its files; None without a page."""
    answer = client.get(address)
    if answer.status_code != 200 or "text/html" not in answer.get("Content-Type", ""):
        return None
    page = html.fromstring(answer.content)
    form = "//main//form[@method='get']"
    names = page.xpath(
        f"{form}//select/@name | {form}//input[@type='checkbox' or @type='hidden']/@name"
    )
    files = page.xpath("//main//a[contains(@href, '/export/')]/@href")
    files += [f"?file={table.key}" for table in answer.context.get("tables", ())]  # empty ones too
    return sorted(set(map(str, names))), [urljoin(address, str(file)) for file in files]


def said(answer: Any, name: str) -> bool:
    """Say whether a page says what is wrong: beside its field, on top where nobody sees the field."""
    page = html.fromstring(answer.content)
    hidden = page.xpath(f"//main//input[@type='hidden'][@name='{name}']")
    beside = page.xpath(f"//main//*[@name='{name}'][@aria-invalid='true']")
    return bool(beside or (hidden and page.xpath("//main//*[@role='alert']")))
