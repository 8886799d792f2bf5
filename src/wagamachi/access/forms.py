"""Forms for people, posts, what roles are called, and the audit."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from wagamachi.accounts.models import User
from wagamachi.core import refs
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.core.text import fold

from .audit import EventKind
from .fields import area_choices
from .models import Assignment
from .queries import role_label_versions, role_labels
from .roles import Role


def _rows(column: str) -> Any:
    """Return the rows a column of a post may point at; their rooms are on floors above."""
    model: Any = Assignment._meta.get_field(column).related_model
    return model._default_manager.all()


class PeopleFilter(forms.Form):
    """Which people to list. Names are personal data: the page sends them by POST only."""

    q = forms.CharField(label="名前・ふりがな", required=False, max_length=60)
    role = forms.ChoiceField(label="役割", required=False)
    organization = forms.TypedChoiceField(
        label="機関", required=False, coerce=UUID, empty_value=None, choices=[]
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [("", "すべての役割"), *role_labels().items()]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # a choice field
        rows = _rows("organization").live(on).order_by("kana", "name")
        self.fields["organization"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "すべての機関"),
            *rows.values_list("pk", "name"),
        ]


class AccountForm(Kept):
    """A new account. The password is made by the product and shown once."""

    name = forms.CharField(label="氏名", max_length=60)
    kana = forms.CharField(label="ふりがな", max_length=80, required=False)
    username = forms.SlugField(
        label="ログイン名",
        max_length=60,
        help_text="半角の英数字と「-」「_」。例: yamada-h",
        error_messages={"invalid": "半角の英数字と「-」「_」だけで書いてください。"},
    )
    email = forms.EmailField(label="メールアドレス", required=False)

    def clean_kana(self) -> str:
        return fold(self.cleaned_data["kana"])

    def values(self) -> dict[str, Any]:
        """Return what the service takes; ``id`` is the page's."""
        return {{"token": "id"}.get(name, name): said for name, said in self.cleaned_data.items()}


class PlaceField(forms.ChoiceField):
    """An organisation as a whole or one of its teams, so that the two always fit together."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="機関とチーム", **kwargs)
        self._places: dict[str, tuple[Any, Any]] = {}

    def offer(self, on: date) -> None:
        """Read the live organisations and teams; two queries."""
        teams: dict[UUID, list[Any]] = {}
        for team in _rows("team").live(on).order_by("name"):
            teams.setdefault(team.organization_id, []).append(team)
        choices: list[Any] = [("", "えらんでください")]
        for row in _rows("organization").live(on).order_by("kana", "name"):
            self._places[f"o:{row.pk}"] = (row, None)
            options = [(f"o:{row.pk}", "機関全体（チームに入らない）")]
            for team in teams.get(row.pk, []):
                self._places[f"t:{team.pk}"] = (row, team)
                options.append((f"t:{team.pk}", team.name))
            choices.append((row.name, options))
        self.choices = choices

    def clean(self, value: Any) -> tuple[Any, Any]:
        """Return (organisation, team or None)."""
        key = super().clean(value)
        return self._places.get(key, (None, None))


class PostForm(Kept):
    """A post to be given or changed."""

    role = forms.ChoiceField(label="役割")
    place = PlaceField()
    fte = forms.DecimalField(
        label="常勤換算",
        max_digits=3,
        decimal_places=2,
        min_value=0,
        max_value=1,
        initial=1,
        help_text="1.00 が常勤1人分。半分なら 0.50。ボランティアは 0。",
    )
    starts_on = WarekiDateField(label="開始日")
    ends_on = WarekiDateField(label="終了日（この日から外れる）", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, on: date, post: Assignment | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = (_initial(post) if post else {"starts_on": on}) | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "えらんでください"),
            *role_labels().items(),
        ]
        self.fields["place"].offer(on)  # type: ignore[attr-defined]  # a PlaceField
        areas = _rows("areas")
        self.fields["areas"] = area_choices(
            areas.live(on) | areas.filter(pk__in=post.areas.values("pk"))
            if post
            else areas.live(on),
            caption="担当圏域",
            required=False,
            help_text="えらばなければ、チームの圏域を担当します。",
        )
        if post is not None:
            del self.fields["role"]  # another role is another post
        self.order_fields(["role", "place", "areas", "fte", "starts_on", "ends_on"])

    def values(self) -> dict[str, Any]:
        """Return what the services take, without the version."""
        values = {
            n: v for n, v in self.cleaned_data.items() if n not in {"token", "version", "place"}
        }
        organization, team = self.cleaned_data["place"]
        if "role" in values:
            values["role"] = Role(values["role"])
        return values | {
            "organization": organization,
            "team": team,
            "areas": list(values["areas"]),
        }

    def changes(self) -> dict[str, Any]:
        """Return what the services that change a row take: the values and the version shown."""
        return self.values() | {"version": self.cleaned_data["version"] or self.initial["version"]}


def _initial(post: Assignment) -> dict[str, Any]:
    return {
        "place": f"t:{post.team_id}" if post.team_id else f"o:{post.organization_id}",
        "areas": list(post.areas.values_list("pk", flat=True)),
        "fte": post.fte,
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
        "version": post.version,
    }


class PostEndForm(forms.Form):
    """The day from which a post gives nothing any more."""

    ends_on = WarekiDateField(label="終了日（この日から外れる）")
    version = forms.IntegerField(widget=forms.HiddenInput)


class RoleLabelsForm(forms.Form):
    """One name per role; an empty one brings back the usual name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels, versions = role_labels(), role_label_versions()
        for role in Role:
            self.fields[role.value] = forms.CharField(
                label=str(role.label),
                max_length=40,
                required=False,
                initial=labels[role.value],
            )
            self.fields[_seen(role)] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=versions[role.value]
            )

    def settings(self) -> dict[str, Any]:
        """Return the names, and the version of each that the page showed."""
        said = self.cleaned_data
        return {
            "labels": {role.value: said[role.value] for role in Role},
            "versions": {role.value: said[_seen(role)] for role in Role},
        }

    def show_newer(self) -> None:
        """Carry the versions that stand now: saving again answers what the page shows."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for role, version in role_label_versions().items():
            data[_seen(Role(role))] = str(version)
        self.data = data


def _seen(role: Role) -> str:
    return f"version_{role.value}"


def _people() -> Iterable[tuple[str, str]]:
    rows = User.objects.order_by("kana", "name").values_list("pk", "name", "username")
    return [(str(pk), f"{name}（{username}）") for pk, name, username in rows]


class AuditFilter(forms.Form):
    """Which events to list. Days are inclusive."""

    since = WarekiDateField(label="この日から", required=False)
    until = WarekiDateField(label="この日まで", required=False)
    kind = forms.ChoiceField(label="できごと", required=False)
    user = forms.TypedChoiceField(label="だれが", required=False, coerce=UUID, empty_value=None)

    def __init__(self, *args: Any, kinds: dict[EventKind, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "すべて"),
            *((kind.value, label) for kind, label in kinds.items()),
        ]
        self.fields["user"].choices = [("", "すべての人"), *_people()]  # type: ignore[attr-defined]


class ExplainForm(forms.Form):
    """Which row, and seen by whom."""

    ref = forms.CharField(
        label="番号",
        max_length=200,
        help_text="閲覧と変更の記録の「なぜ見えるのか」から開くと、入っています。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    user = forms.TypedChoiceField(label="だれが見るとき", coerce=UUID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "えらんでください"), *_people()]  # type: ignore[attr-defined]

    def clean_ref(self) -> refs.Ref:
        try:
            return refs.Ref.parse(self.cleaned_data["ref"].strip())
        except ValueError:
            raise forms.ValidationError(
                "番号が読めません。「種類:番号」の形で、記録からそのまま写してください。"
            ) from None
