"""Filling in what a field offers once the form knows the case, the day and who is asking."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet


class RowChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # the model comes with offer()
    """One row of a list; ``called`` says how a row is called. Offers nothing until ``offer()``."""

    def __init__(self, model: type[Model], *, called: Callable[[Any], str], **kwargs: Any) -> None:
        self.called = called
        kwargs.setdefault("empty_label", "えらんでください")
        super().__init__(model._default_manager.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return self.called(obj)


class RowsChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # see above
    """Several rows of a list."""

    def __init__(self, model: type[Model], *, called: Callable[[Any], str], **kwargs: Any) -> None:
        self.called = called
        super().__init__(model._default_manager.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return self.called(obj)


def offer(form: forms.BaseForm, **offered: Any) -> None:
    """Set what the named fields offer: a queryset, or (value, label) pairs."""
    for name, what in offered.items():
        field: Any = form.fields[name]
        if isinstance(what, QuerySet):
            field.queryset = what
        else:
            field.choices = what
