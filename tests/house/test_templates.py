"""How pages are written."""

import re
from pathlib import PurePath

from .source import modules, templates

LINES = 150
# What draws one field of a form, named in the class of its widget.
WIDGETS = tuple(
    f"/{name}"
    for module in modules()
    if module.furniture != "views"
    for name in re.findall(r"template_name\s*=\s*\"([^\"]+)\"", module.text)
)
COMPONENTS = ("core/templates/core/ui/", "core/templates/core/forms/", "core/templates/django/")
HTML = [(name, text) for name, text in templates() if name.endswith(".html")]
PAGES = [
    (name, text)
    for name, text in HTML
    if not PurePath(name).name.startswith("_") and not name.startswith(COMPONENTS)
    if not name.endswith(WIDGETS)
]


def _broken(pattern: str) -> list[str]:
    """Return ``template:line`` of every match."""
    return [
        f"{name}:{text[: match.start()].count(chr(10)) + 1}"
        for name, text in templates()
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


def test_templates_stay_short() -> None:
    """Past 150 lines a page has a part that deserves a name and a file of its own."""
    assert [name for name, text in templates() if text.count("\n") > LINES] == []


def test_every_page_has_the_frame() -> None:
    """The frame brings title, skip link, language, messages and the demo's banner.

    A page without it is a frame itself, or a sheet of paper with the frame's head.
    """
    bare = [
        name
        for name, text in PAGES
        if not name.endswith("base.html")
        and not re.match(r"\s*(\{#.*?#\}\s*)*\{% extends ", text)
        and not ("<!doctype" in text[:60].lower() and '{% include "core/_head.html" %}' in text)
    ]
    assert bare == []


def test_no_script_stands_in_a_page() -> None:
    """The browser is told to run nothing that is not a file of ours (Content-Security-Policy)."""
    assert _broken(r"<script(?![^>]*(\bsrc=|application/json))[^>]*>") == []
    assert _broken(r"<[^>]*\son[a-z]+\s*=\s*[\"']") == []
    assert _broken(r"[\"']javascript:") == []


def test_nothing_is_loaded_from_elsewhere() -> None:
    """Offices sit on closed networks; and a foreign file would learn who reads what."""
    assert _broken(r"<(script|link|img|iframe|source)[^>]*(src|href)\s*=\s*[\"'](https?:)?//") == []


def test_nothing_is_left_unescaped() -> None:
    """What a person typed must never become markup."""
    # The help under a field is written by us, never typed by a person.
    found = [place for place in _broken(r"\|\s*safe(seq)?\b") if "/core/forms/notes." not in place]
    assert found == []
    assert _broken(r"autoescape\s+off") == []


def test_every_post_form_is_guarded() -> None:
    """A form that changes something carries the token that only our pages have."""
    bare = [
        name
        for name, text in HTML
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL | re.IGNORECASE)
        if re.search(r"method\s*=\s*[\"']?post", form, re.IGNORECASE) and "csrf_token" not in form
    ]
    assert bare == []


def test_the_words_of_the_field_are_used() -> None:
    """A caseworker takes in, hands on and closes; nobody 「送信」s a worry."""
    assert _broken(r"送信|登録処理|ステータス|サブミット|エンティティ") == []


def test_both_versions_stand_below_the_sentence_that_announces_them() -> None:
    include = r'\{% include "access/_differences\.html" %\}'
    loose = [
        name
        for name, text in HTML
        if re.search(include, text) and not re.search(r"\{% errors [^%]*%\}\s*" + include, text)
    ]
    assert loose == []
