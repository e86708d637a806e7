"""The forms of members: written once a month on a telephone, so few things are asked first and the rest is folded away."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db import models
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy

from events.enums import AttendanceMode
from events.forms.accessibility import AccessibilityField
from events.forms.plainly import say_plainly
from events.forms.reviewed import ReviewedForm, refuse_contacts_of_sample
from events.forms.unchecked import UncheckedForm
from events.forms.written import NextDateField
from events.models import Event, Place
from events.repetition import Repeat
from events.rules import goes_out
from events.services.member_writing import save_as_member
from events.services.readiness import Around, missing_of
from hub.accounts.models import Organization
from hub.areas.geocoding import town_of_address
from hub.fields import LineField, PhoneField, StreetField

if TYPE_CHECKING:
    from hub.accounts.models import User

FREE = [
    ("True", gettext_lazy("無料")),
    ("False", gettext_lazy("お金がかかる")),
    ("", gettext_lazy("まだ決まっていない")),
]


def member_field(db_field: Any, **kwargs: Any) -> Any:
    """The field of a form for a field of the model, as people who don't do this every day can fill it."""
    if db_field.name == "accessibility":
        return AccessibilityField(label=db_field.verbose_name)
    if isinstance(db_field, models.ManyToManyField):
        return db_field.formfield(**{**kwargs, "widget": forms.CheckboxSelectMultiple, "required": False})
    if isinstance(db_field, models.URLField):
        kwargs["assume_scheme"] = "https"
    if isinstance(db_field, models.DateField):
        kwargs["form_class"] = NextDateField
    if isinstance(db_field, models.TextField):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
    if db_field.name in {"phone", "contact_phone"}:
        own = {"label": db_field.verbose_name, "help_text": "", "required": False}
        return PhoneField(**own | {name: kwargs[name] for name in own if name in kwargs})
    if type(db_field) is models.CharField and not db_field.choices:
        kwargs["form_class"] = StreetField if db_field.name == "address" else LineField
    if isinstance(db_field, models.BooleanField) and db_field.null:
        return forms.NullBooleanField(
            label=gettext_lazy("お金はかかりますか"), required=False, widget=forms.RadioSelect(choices=FREE)
        )
    made: Any = db_field.formfield(**kwargs)
    choices: Any = list(made.choices) if type(made) is forms.TypedChoiceField else []  # type: ignore[arg-type]
    if choices[:1] == models.BLANK_CHOICE_DASH:
        made.choices = [("", gettext_lazy("選んでください")), *choices[1:]]
    return made


@dataclass(frozen=True)
class Box:
    """A field of the form and how it is shown: ``line``, ``choices``, ``ticks``, ``tick``, ``moment`` or ``features``."""

    field: forms.BoundField
    shape: str
    is_needed: bool
    # Said beside it, and nothing refused.
    note: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the page under its own heading. One that is folded opens where something in it is filled or wrong."""

    key: str
    title: Any
    boxes: list[Box]
    hint: Any = ""
    is_folded: bool = False
    is_open: bool = False


# What stands there for nearly everybody says nothing new.
USUAL = {"repeat_kind": Repeat.NONE.value, "attendance_mode": AttendanceMode.ONSITE.value}
# key, heading, fields, hint, is it folded
Plan = tuple[str, Any, tuple[str, ...], Any, bool]


class MemberForm(UncheckedForm, ReviewedForm):
    """What both forms share. ``needed``: what is asked for before anybody may read it; a draft needs its name alone."""

    plan: tuple[Plan, ...] = ()
    needed: frozenset[str] = frozenset()
    contacts: tuple[str, ...] = ()
    # The page says what is missing; the browser's own bubbles say it in other words, and of a draft too early.
    use_required_attribute = False

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        self.organization = organization
        super().__init__(*args, **kwargs)
        if "welcome_marks" in self.fields:
            marks: Any = self.fields["welcome_marks"]
            marks.label_from_instance = _explain
        say_plainly(self)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
                _style(field.widget)
            if name in self.needed:
                field.widget.attrs["aria-required"] = "true"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.cleaned_data = data
        if self.instance.is_sample:
            self.cleaned_data["is_sample"] = True
            refuse_contacts_of_sample(self, self.contacts)
            self.cleaned_data.pop("is_sample")
        return data

    def parts(self) -> list[Part]:
        """The page from top to bottom."""
        return [
            Part(key, title, boxes := [self._box(name) for name in names], hint, is_folded, is_folded and any(map(_says, boxes)))
            for key, title, names, hint, is_folded in self.plan
        ]  # fmt: skip

    def _box(self, name: str) -> Box:
        widget = self.fields[name].widget
        shapes: tuple[tuple[type, str], ...] = (
            (forms.CheckboxSelectMultiple, "ticks"),
            (forms.RadioSelect, "choices"),
            (forms.SplitDateTimeWidget, "moment"),
            (forms.MultiWidget, "features"),
            (forms.CheckboxInput, "tick"),
        )
        shape = next((word for kind, word in shapes if isinstance(widget, kind)), "line")
        note = explain_unknown_town(str(self[name].value() or "")) if name == "address" else ""
        return Box(self[name], shape, name in self.needed, note)

    def keep_errors_of(self, names: Collection[str]) -> None:
        """Of what is wrong only this is said now."""
        self._errors = ErrorDict({name: errors for name, errors in self.errors.items() if name in names})

    def tell(self, name: str, text: str) -> None:
        """Beside the field; above the form where it has none of that name."""
        self.add_error(name if name in self.fields else None, text)


def explain_unknown_town(address: str) -> str:
    """That an address lies in no town of the city, or in none for sure. Things may be held elsewhere: it is only said."""
    if not address.strip() or town_of_address(address):
        return ""
    return __("この住所の町が、%(city)sの中に見つかりません。このままでも載せられますが、地区や「近くの催し」では見つかりません。町の名前と丁目を確かめてください。") % {"city": settings.HUB_CITY["name"]}  # fmt: skip


def _explain(mark: Any) -> str:
    return f"{mark.name}：{mark.explanation}" if mark.explanation else str(mark.name)


def _style(widget: Any) -> None:
    for part in getattr(widget, "widgets", [widget]):
        part.attrs["class"] = "in"


def _says(box: Box) -> bool:
    """Whether something is filled, or wrong, so that it must not be folded away."""
    if box.field.errors:
        return True
    value = box.field.value()
    if value == USUAL.get(box.field.name):
        return False
    if box.shape == "moment" and isinstance(value, list):
        return any(value)
    if box.shape == "features" and isinstance(value, list):
        return any(value)
    return value not in (None, "", [], {}, False, "False")


class Writing:
    """A page on which a place or an event is written: its form, and the rows that belong to it."""

    form: MemberForm
    template = ""
    # Nothing can be saved now, whatever is mended.
    is_refused = False

    def is_valid(self) -> bool:
        raise NotImplementedError

    def changed_rows(self) -> list[str]:
        """The relations whose rows were changed."""
        raise NotImplementedError

    def save_rows(self, by: "User") -> None:
        raise NotImplementedError

    def problems(self) -> list[tuple[str, str]]:
        """What to mend: where it is on the page, and in words."""
        return self.problems_of(self.form, "form")

    def tell_missing(self, missing: dict[str, str]) -> None:
        for name, text in missing.items():
            self.form.tell(name, text)

    def leave_unchecked(self) -> None:
        """Shown as it was sent, with nothing said of what is wrong."""
        raise NotImplementedError

    def refuse(self, text: str) -> None:
        """Says this alone; what was typed stays."""
        self.is_valid()
        self.leave_unchecked()
        self.form.add_error(None, text)
        self.is_refused = True

    def says_when(self) -> bool:
        """Whether anything is written of when it is on or open, right or wrong."""
        raise NotImplementedError

    def tell_all_missing(self) -> None:
        """Beside what is wrong, all else that is asked for before it is handed in: nobody is sent back twice."""
        thing = self.form.instance
        rows = Around(list(self.form.cleaned_data.get("audiences", ())), self.says_when())
        missing = missing_of(thing, now=timezone.now(), is_public=goes_out(thing), rows=rows)
        self.tell_missing({name: text for name, text in missing.items() if name not in self.form.errors})

    def add_rows(self) -> None:
        """More empty rows; nothing is checked and nothing lost."""
        raise NotImplementedError

    @staticmethod
    def problems_of(form: Any, elsewhere: str, before: str = "") -> list[tuple[str, str]]:
        """Each names its field. ``elsewhere``: where to go for what belongs to none."""
        found = []
        for name, errors in form.errors.items():
            is_here = name in form.fields
            anchor = (form[name].id_for_label or f"id_{name}") if is_here else elsewhere
            label = f"{before}{form[name].label}：" if is_here else before
            found += [(anchor, f"{label}{error}") for error in errors]
        return found

    def problems_of_rows(self, rows: Any) -> list[tuple[str, str]]:
        """The same of a table's rows."""
        found = [(rows.prefix, str(text)) for text in rows.non_form_errors()]
        for number, row in enumerate(rows.forms, 1):
            found += self.problems_of(row, rows.prefix, __("%(number)dつめの日 ") % {"number": number})
        return found

    @staticmethod
    def with_more_rows(data: Any, prefix: str, more: int, most: int) -> Any:
        """What was sent, with room for so many rows more."""
        copy, name = data.copy(), f"{prefix}-TOTAL_FORMS"
        text = str(copy.get(name, ""))
        count = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
        copy[name] = str(min(count + more, most))
        return copy

    def save(self, *, by: "User", sent: uuid.UUID | None = None) -> Event | Place:
        """Through the service for members. ``sent``: stands for all that was sent."""
        thing: Event | Place = self.form.instance

        def rows() -> None:
            self.form.save_m2m()
            self.save_rows(by)

        self.form.save(commit=False)
        changed = self.form.changed_names()
        return save_as_member(thing, by=by, changed=changed, rows=self.changed_rows(), save_rows=rows, sent=sent)
