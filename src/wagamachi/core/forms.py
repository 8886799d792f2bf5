"""How every form is drawn: the renderer, and the controls Django does not have."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from .fields import PageId


class Renderer(TemplatesSetting):
    """Draws forms and fields with the project's own templates."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"


class Kept(forms.Form):
    """A form whose page makes a row under an id of its own (``access.keeping``).

    Opened on a row that is there, with its ``version``, it changes that row and needs no id.
    """

    token = PageId()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.initial:
            del self.fields["token"]


class Chips(forms.CheckboxSelectMultiple):
    """Several choices of a short list (themes, flags) as chips that wrap."""

    template_name = "core/forms/chips.html"
