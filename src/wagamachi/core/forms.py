"""How every form is drawn: the renderer, and the controls Django does not have."""

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws forms and fields with the project's own templates."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"


class Chips(forms.CheckboxSelectMultiple):
    """Several choices of a short list (themes, flags) as chips that wrap."""

    template_name = "core/forms/chips.html"
