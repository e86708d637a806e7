"""What coordinators write of needs and to partners, and what partners write who raise a hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.fields import LinesField, count_aloud
from hub.models import Audience, Theme
from hub.sent_once import SentOnceForm
from partners.enums import Field, NeedSource, Offer
from partners.forms.needs import NeedFields, current_districts, finish, lines_of, most_of
from partners.models import Hand, Need
from partners.services.needs import SAID, WRITTEN, WRITTEN_SETS

_MANY = forms.CheckboxSelectMultiple
_LISTS = ("offers", "fields", *WRITTEN_SETS)


class NeedForm(NeedFields):
    """For coordinators. What is public is saved with the tick alone."""

    use_required_attribute = False
    # Whether what is in it was saved, though something is missing before it can be published.
    is_kept = False
    text = lines_of(
        "text", 8, label=_("公開する文"),
        help_text=_("だれのことかわかる言葉（名前、番地、病気、家族のようす）を除いて書きます。2,000文字まで。"),
    )  # fmt: skip
    fields_ = forms.MultipleChoiceField(label=_("活動分野"), choices=Field, widget=_MANY)
    themes = forms.ModelMultipleChoiceField(label=_("分野"), queryset=Theme.objects.none(), widget=_MANY)
    audiences = forms.ModelMultipleChoiceField(label=_("だれ向け"), queryset=Audience.objects.none(), widget=_MANY)
    is_source_shown = forms.BooleanField(label=_("場や団体の名前を載せる（知らせた人がよいと言ったときだけ）"))
    points_to_nobody = forms.BooleanField(
        label=_("読みなおして、だれのことかわかる言葉がないことを確かめました"),
        help_text=_("公開するときと、公開中のものを直すときに、印をつけます。"),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    order = (
        *("title", "text", "offers", "fields", "where", "is_everywhere", "districts", "for_whom", "audiences"),
        *("themes", "due_on", "tried", "is_source_shown", "points_to_nobody", "seen_version"),
    )
    # The many that are folded while nothing is chosen.
    FOLDED = ("districts", "audiences", "themes", "fields")

    def __init__(self, data: Any = None, *, need: Need, typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """``typed``: what stands in the boxes and is not to be checked yet."""
        self.need = need
        initial: dict[str, Any] = {name: getattr(need, name) for name in WRITTEN}
        initial |= {name: [one.pk for one in getattr(need, name).all()] for name in WRITTEN_SETS}
        if need.source == NeedSource.CITY:  # what others wrote may point to somebody: it is written anew, never copied
            initial["text"] = need.text or need.raised_text
        initial |= {"seen_version": need.version} | dict(typed or {})
        super().__init__(data, initial=initial, **kwargs)
        self.fields["fields"] = self.fields.pop("fields_")
        queries: dict[str, Any] = {
            "districts": current_districts(),
            "themes": Theme.objects.filter(is_active=True).order_by("order", "pk"),
            "audiences": Audience.objects.filter(is_active=True).order_by("order", "pk"),
        }
        for name, rows in queries.items():
            choice: Any = self.fields[name]
            choice.queryset = rows
        if need.organization_id is None and need.place_id is None:
            del self.fields["is_source_shown"]
        self.order_fields(list(self.order))
        finish(self, {"title"})

    def rows(self) -> list[tuple[forms.BoundField, bool, str]]:
        """The visible fields, whether each is folded, and how it was raised; the tick stands apart."""
        raised = self.raised()
        return [
            (bound, bound.name in self.FOLDED and not (bound.value() or bound.errors), raised.get(bound.name, ""))
            for bound in self.visible_fields()
            if bound.name != "points_to_nobody"
        ]

    def raised(self) -> dict[str, str]:
        """The words of who raised it, by the box in which they could stand."""
        words = {name: getattr(self.need, f"raised_{name}") for name in (*SAID, "text")}
        return {name: text for name, text in words.items() if text}

    def with_raised_words(self) -> "NeedForm":
        """A form with what was sent, unchecked, and the raised words in what is empty: to be read, not to be saved yet."""
        sent: Any = self.data
        typed = {name: sent.getlist(name) if name in _LISTS else sent.get(name, "") for name in self.fields}
        drafts = {name: text for name, text in self.raised().items() if not str(typed.get(name, "")).strip()}
        return NeedForm(need=self.need, typed=typed | drafts | {"points_to_nobody": False})

    def typed_words(self) -> str:
        """All that was typed, as it was, each under the name of its box."""
        typed = [(self[name].label, str(self.data.get(name, "")).strip()) for name in (*SAID, "text", "due_on")]
        return "\n\n".join(f"{label}\n{text}" for label, text in typed if text)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*WRITTEN, *WRITTEN_SETS) if name in self.cleaned_data}

    @property
    def seen(self) -> int:
        """-1 where the page's own field was taken away: nobody saves over what they have not seen."""
        seen = self.cleaned_data.get("seen_version")
        return -1 if seen is None else seen

    def accept_newest(self, version: int) -> None:
        """Whoever presses again has been told."""
        newest = self.data.copy()  # type: ignore[attr-defined]
        newest["seen_version"] = str(version)
        self.data = newest

    def tell(self, missing: Mapping[str, str]) -> None:
        """Beside each field."""
        for name, text in missing.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)


class SayForm(forms.Form):
    """A few words beside the buttons of what a coordinator does."""

    text = LinesField(
        label=_("理由、またはどうなったか"), max_length=1_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "in"}),
    )  # fmt: skip
    act = forms.CharField(max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", most: int = 1_000, **kwargs: Any) -> None:
        # Beside another form on the same page, whose boxes have names of their own.
        super().__init__(*args, **{"auto_id": "say_%s"} | kwargs)
        field: Any = self.fields["text"]
        field.label, field.help_text = label or field.label, help_text
        if most < field.max_length:
            self.fields["text"] = LinesField(
                label=field.label, help_text=help_text, max_length=most, required=False, widget=field.widget
            )
        count_aloud(self.fields["text"])


class HandForm(SentOnceForm):
    """``organizations``: those for which the reader may raise a hand, by number and name."""

    use_required_attribute = False
    organization = forms.ChoiceField(
        label=_("どの団体として"), widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("どの団体として手を挙げるかを選んでください。")),
    )  # fmt: skip
    offers = forms.MultipleChoiceField(
        label=_("出せるもの"), choices=Offer, widget=_MANY, help_text=_("できそうなものに印をつけます。")
    )
    text = LinesField(
        label=_("何ができそうか"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("ひとことでかまいません。例：店の奥の部屋（8人）を、平日の午前に使えます。市の担当だけが読みます。"),
        error_messages={"required": _("何ができそうかを、ひとことでも書いてください。")},
    )  # fmt: skip
    may_be_named = forms.BooleanField(
        label=_("かなったとき、団体の名前を載せてよい"), help_text=_("あとからでも変えられます。")
    )

    def __init__(self, *args: Any, organizations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = list(organizations)
        choice: Any = self.fields["organization"]
        if len(self.organizations) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = self.organizations[0][0]
        choice.choices = self.organizations
        finish(self, {"text", "organization"})

    @property
    def chosen(self) -> int:
        return int(self.cleaned_data["organization"])


class AskForm(SentOnceForm):
    """What a coordinator asks a partner."""

    use_required_attribute = False
    text = LinesField(
        label=_("聞きたいこと"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("聞きたいことを書いてください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finish(self, {"text"})


MOST_REASON = most_of("reason", Hand)
