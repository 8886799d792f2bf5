"""Choices that people can find their way in: grouped under headings, labelled in words."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator


class _GroupedIterator(ModelChoiceIterator):  # type: ignore[type-arg]  # stubs cannot fill it in
    """Yields (heading, options) for a queryset that is sorted by its heading."""

    def __iter__(self) -> Iterator[Any]:
        field: Any = self.field
        if field.empty_label is not None:
            yield ("", field.empty_label)
        for heading, rows in groupby(self.queryset.all(), key=field.heading):
            yield (heading, [self.choice(row) for row in rows])


class _Grouped:
    iterator = _GroupedIterator

    def __init__(
        self,
        queryset: "QuerySet[Any]",
        *,
        heading: Callable[[Any], str],
        label: Callable[[Any], str],
        caption: Any = None,
        **kwargs: Any,
    ) -> None:
        self.heading = heading
        self.label_of = label
        super().__init__(queryset, label=caption, **kwargs)  # type: ignore[call-arg]

    def label_from_instance(self, obj: Model) -> str:
        return self.label_of(obj)


class GroupedChoiceField(_Grouped, forms.ModelChoiceField):  # type: ignore[type-arg,misc]
    """One row out of a queryset ordered by heading; ``heading`` and ``label`` read a row."""


class FoldedCheckboxes(forms.CheckboxSelectMultiple):
    """Check boxes under headings that fold: a town has some seventy areas."""

    template_name = "access/grouped_checkboxes.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["groups"] = [
            {
                "name": heading,
                "options": options,
                "chosen": sum(option["selected"] for option in options),
            }
            for heading, options, _ in context["widget"]["optgroups"]
        ]
        return context


class GroupedMultipleChoiceField(_Grouped, forms.ModelMultipleChoiceField):  # type: ignore[type-arg,misc]
    """Several rows, as check boxes under headings."""

    widget = FoldedCheckboxes


def area_choices(queryset: "QuerySet[Any]", **kwargs: Any) -> GroupedMultipleChoiceField:
    """Return a field to tick areas under the name of their zoning; give it live areas."""
    return GroupedMultipleChoiceField(
        queryset.filter(is_unknown=False)
        .select_related("zoning")
        .order_by("zoning__tier", "zoning__name", "code", "name"),
        heading=lambda area: area.zoning.name,
        label=lambda area: area.name,
        **kwargs,
    )
