"""Login and error pages in three languages."""

import re
from pathlib import Path

import pytest
from django import forms
from django.test import Client, override_settings
from django.utils import translation

import wagamachi
from wagamachi.organizations.models import Team

LOCALE = Path(wagamachi.__file__).parent / "locale"
HEADINGS = {"ja": "ログイン", "ja-easy": "ログイン（入（はい）る）", "en": "Log in"}


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "heading"), HEADINGS.items())
def test_the_login_page_speaks_the_chosen_language(client: Client, code: str, heading: str) -> None:
    client.post("/language/", {"language": code, "next": "/account/login/"})
    shown = client.get("/account/login/").content.decode()
    found = re.search(r"<h1>(.*?)</h1>", shown, re.DOTALL)
    assert found is not None
    assert found[1].strip() == heading
    assert f'<html lang="{"en" if code == "en" else "ja"}">' in shown


@pytest.mark.django_db
def test_choosing_a_language_leads_back_and_never_elsewhere(client: Client) -> None:
    there = client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert there["Location"] == "/account/login/"
    away = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/"


@pytest.mark.parametrize("name", ["en", "ja_Easy"])
def test_every_marked_text_is_translated(name: str) -> None:
    text = (LOCALE / name / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    assert re.findall(r'^msgstr(?:\[\d\])? ""\n(?!")', text, re.MULTILINE) == []
    assert "#, fuzzy" not in text


@pytest.mark.parametrize("name", ["locale/en", "locale_django/ja", "locale/ja_Easy"])
def test_the_compiled_catalogue_knows_every_text(name: str) -> None:
    import gettext

    folder = LOCALE.parent / name / "LC_MESSAGES"
    known = gettext.GNUTranslations((folder / "django.mo").open("rb"))
    for text in re.findall(r'^msgid "(.+)"$', (folder / "django.po").read_text("utf-8"), re.M):
        assert known.gettext(text) != text or _is_same_in(folder, text)


def _is_same_in(folder: Path, text: str) -> bool:
    po = (folder / "django.po").read_text(encoding="utf-8")
    return f'msgid "{text}"\nmsgstr "{text}"' in po or "msgid_plural" in po.split(text)[1][:20]


BROKEN: list[tuple[forms.Field, object]] = [
    (forms.ModelChoiceField(Team.objects.none()), "kaputt"),
    (forms.ModelMultipleChoiceField(Team.objects.none()), ["kaputt"]),
    (forms.ModelMultipleChoiceField(Team.objects.none()), "kaputt"),
    (forms.TypedChoiceField(choices=[("1", "一")], coerce=int), "kaputt"),
    (forms.MultipleChoiceField(choices=[("1", "一")]), "kaputt"),
    (forms.UUIDField(), "kaputt"),
    (forms.IntegerField(), "kaputt"),
    (forms.CharField(), "a\x00b"),
]


@pytest.mark.parametrize("code", ["ja", "ja-easy"])
@pytest.mark.parametrize(("field", "sent"), BROKEN)
def test_a_broken_id_is_told_in_words_that_say_what_to_do(
    field: forms.Field, sent: object, code: str
) -> None:
    """What a changed address or an old page sends is answered as everything else is."""
    with translation.override(code), pytest.raises(forms.ValidationError) as refused:
        field.clean(sent)
    said = "".join(refused.value.messages)
    assert re.search("UUID|リスト|無効|有効|正しく選択|整数|何か文字", said) is None
    assert said.endswith("ください。")


@pytest.mark.django_db
def test_a_wrong_password_is_told_in_plain_words(client: Client) -> None:
    shown = client.post("/account/login/", {"login": "umino", "password": "x"}).content.decode()
    assert "かパスワードがちがいます。もう一度入れてください。" in shown


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404


@pytest.mark.django_db
def test_a_stale_form_is_explained() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/account/login/", {"login": "umino", "password": "x"})
    assert response.status_code == 403
    assert "もう一度お願いします" in response.content.decode()


@pytest.mark.django_db
@override_settings(DEBUG=False)
def test_a_failure_shows_a_page_that_needs_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: object) -> None:
        raise RuntimeError("海野みちるさんの記録")

    monkeypatch.setattr("django.views.i18n.set_language", broken)
    monkeypatch.setattr("wagamachi.core.views.set_language", broken)
    client.raise_request_exception = False
    response = client.post("/language/")
    assert response.status_code == 500
    assert "うまくいきませんでした" in response.content.decode()
    assert "海野" not in response.content.decode()
