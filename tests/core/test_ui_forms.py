"""How fields are drawn: words, help and mistakes belong to their control for every reader."""

import re

from django import forms
from django.template import Context, Template

from .ui_site import SinkForm

GOOD = {"who": "近所の人", "door": "phone", "area": "1", "story": "様子"}


def draw(name: str, form: forms.Form) -> str:
    return str(form[name].as_field_group())


def summary(*bound: forms.BaseForm) -> str:
    names = [f"f{n}" for n in range(len(bound))]
    context = dict(zip(names, bound, strict=True))
    return Template(f"{{% errors {' '.join(names)} %}}").render(Context(context))


def test_a_field_says_whether_it_must_be_filled() -> None:
    assert ">必須<" in draw("who", SinkForm())
    assert ">任意<" in draw("when", SinkForm())


def test_help_and_mistake_are_tied_to_the_control() -> None:
    shown = draw("who", SinkForm({"who": ""}))
    control = re.search(r"<input[^>]*>", shown)
    assert control is not None
    assert 'aria-describedby="id_who_helptext id_who_error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert 'id="id_who_helptext"' in shown
    assert 'id="id_who_error"' in shown
    assert "ここは必ず入れてください。" in shown


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    shown = draw("door", SinkForm({}))
    assert '<fieldset aria-describedby="id_door_error">' in shown
    assert re.search(r"<legend[^>]*>どこから", shown)
    assert shown.count('class="option"') == 2


def test_themes_are_chips() -> None:
    assert draw("themes", SinkForm()).count('class="chip"') == 3


def test_what_was_typed_stays() -> None:
    form = SinkForm(GOOD | {"who": "", "story": "夜も電気がついている", "themes": ["money"]})
    assert "夜も電気がついている" in draw("story", form)
    assert draw("themes", form).count("checked") == 1


def test_the_summary_leads_to_each_mistake() -> None:
    shown = summary(SinkForm(GOOD | {"who": "", "door": ""}))
    assert re.findall(r'href="(#\w+)"', shown) == ["#id_who", "#id_door_0"]
    assert "直すところが2つあります" in shown


def test_the_summary_tells_mistakes_of_the_whole_form() -> None:
    form = SinkForm(GOOD)
    form.add_error(None, "<b>だれかが先に引き受けました。</b>")
    assert "&lt;b&gt;だれかが先に引き受けました。" in summary(form)


def test_nothing_wrong_draws_no_summary() -> None:
    assert summary(SinkForm(), SinkForm(GOOD)).strip() == ""


def test_the_summary_reads_several_forms_and_formsets() -> None:
    rows = forms.formset_factory(SinkForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", **{f"form-0-{k}": "" for k in GOOD}}
    )
    shown = summary(SinkForm(GOOD | {"who": ""}), rows)
    assert "#id_who" in shown
    assert "#id_form-0-who" in shown
