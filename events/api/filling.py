"""The forms of the pages, filled as a person would have filled them: a program obeys the same rules, told in the same words.

A form is opened as the page opens it, what stands there is left, and what was sent is put into its boxes.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.serializers import ValidationError

from events.api.inputs import NAMES
from events.enums import Feature
from events.forms.event import EventForm
from events.forms.member import MemberForm
from events.forms.place import PlaceForm
from events.forms.repeating import REPEAT_FIELDS, RepeatFields
from events.forms.reviewed import SEEN, WORDS
from events.models import Event, Place
from events.repetition import Repeat
from hub.accounts.models import Organization

RULE = frozenset({"rrule", "rule_starts_at", "rule_minutes", "rule_excluded_on"})
# The box of a form -> the name under which a program knows it.
_TOLD_AS: dict[str, str] = (
    dict.fromkeys(REPEAT_FIELDS, "rrule") | {"repeat_ends": "rule_minutes", "__all__": ""} | NAMES
)
MINUTES_OF_DAY = 24 * 60
_SAME_DAY = gettext_lazy("始まりと同じ日のうちに終わるようにしてください。")
Sent = MultiValueDict[str, Any]


@dataclass
class Filled:
    """A form with what was sent in its boxes. ``told``: what fits into no box, by the names that programs know."""

    form: MemberForm
    told: dict[str, Any]

    def errors(self) -> dict[str, Any]:
        """All that is wrong, by the names that programs know."""
        return said_once(self.told, told_by(self.form, _TOLD_AS))


def filled_event(event: Event, organization: Organization, given: Mapping[str, Any]) -> Filled:
    """The form of an event with what was ``given``."""
    sent = _as_it_stands(EventForm(instance=event, organization=organization))
    filled = _filled(EventForm(sent, instance=event, organization=organization), sent, given)
    if RULE & given.keys():
        _keep(filled.told, lambda: _put_rule(filled.form, sent, event, given))
    return filled


def filled_place(place: Place, organization: Organization, given: Mapping[str, Any]) -> Filled:
    """The same of a place, without its hours."""
    sent = _as_it_stands(PlaceForm(instance=place, organization=organization))
    return _filled(PlaceForm(sent, instance=place, organization=organization), sent, given)


def told_by(form: forms.BaseForm, names: Mapping[str, str]) -> dict[str, list[str]]:
    """What a form says, under the ``names`` that programs know."""
    told: dict[str, list[str]] = {}
    for name, errors in form.errors.items():
        told.setdefault(names.get(name, name), []).extend(str(error) for error in errors)
    return told


def said_once(*told: Mapping[str, Any]) -> dict[str, Any]:
    """All together; of a name that more than one speaks of, what the first says."""
    found: dict[str, Any] = {}
    for one in told:
        found |= {name: said for name, said in one.items() if name not in found}
    return found


def refuse(*told: Mapping[str, Any]) -> None:
    """Raises ``ValidationError`` where anything is told, with all of it."""
    found = said_once(*told)
    if found:
        raise ValidationError(found)


def changed_of(form: MemberForm, given: Collection[str]) -> list[str]:
    """The model's fields that differ from before. What was not sent is not written, however it stands there."""
    wanted = {*given, *(RULE if RULE & set(given) else ())}
    return [name for name in form.changed_names() if name in wanted]


def _as_it_stands(form: forms.BaseForm) -> Sent:
    """What a browser would send if nobody touched anything."""
    sent: Sent = MultiValueDict()
    for box in form:
        if box.name != SEEN:
            put(sent, form, box.name, box.value())
    return sent


def put(sent: Sent, form: forms.BaseForm, name: str, value: Any) -> None:
    """Fills a box with a value of Python."""
    key, widget = form.add_prefix(name), form.fields[name].widget
    if isinstance(widget, forms.MultiWidget):
        inner_values: Any = widget.decompress(value)
        parts = zip(widget.widgets_names, widget.widgets, inner_values, strict=True)  # type: ignore[attr-defined]
        for suffix, part, inner in parts:
            sent[f"{key}{suffix}"] = _text(part, inner)
    elif isinstance(widget, forms.CheckboxInput):
        sent.setlist(key, ["on"] if value else [])
    elif isinstance(widget, ChoiceWidget) and widget.allow_multiple_selected:
        sent.setlist(key, [str(one) for one in value or ()])
    else:
        sent[key] = _text(widget, value)


def _text(widget: Any, value: Any) -> str:
    if isinstance(widget, ChoiceWidget):
        return "" if value is None else str(value)
    return str(widget.format_value(value) or "")


def _filled(form: MemberForm, sent: Sent, given: Mapping[str, Any]) -> Filled:
    told: dict[str, Any] = {}
    for name in given.keys() & form.fields.keys() - RULE:
        _keep(told, lambda name=name: put(sent, form, name, _in_box(form, name, given[name])))  # type: ignore[misc]
    return Filled(form, told)


def _keep(told: dict[str, Any], look: Callable[[], None]) -> None:
    """Keeps what ``look`` raises, so that the rest is looked at too."""
    try:
        look()
    except ValidationError as error:
        detail: Any = error.detail
        told |= detail


def _in_box(form: forms.BaseForm, name: str, value: Any) -> Any:
    if name in WORDS:
        words: Any = form.fields[name]
        return list(_numbers_of(words.queryset, name, value))
    if name == "accessibility":
        _check_features(value)
    return value


def _numbers_of(words: Any, name: str, keys: list[str]) -> Iterator[int]:
    """Of words of the vocabulary, by key."""
    known = dict(words.filter(key__in=keys).values_list("key", "pk"))
    unknown: Any = {number: [_("この言葉はありません。")] for number, key in enumerate(keys) if key not in known}
    if unknown:
        raise ValidationError({name: unknown})
    yield from known.values()


def _check_features(answers: Mapping[str, Any]) -> None:
    unknown = {name: [_("知らない項目です。")] for name in answers if name not in Feature.values}
    if unknown:
        raise ValidationError({"accessibility": unknown})


def _put_rule(form: forms.BaseForm, sent: Sent, event: Event, given: Mapping[str, Any]) -> None:
    """The RRULE, in the boxes that say it in everyday words. One that has no words there can be kept, not written."""
    rule = {name: given.get(name, getattr(event, name)) for name in RULE}
    said = RepeatFields.initial_of(rule["rrule"].strip())
    is_same = rule["rrule"] == event.rrule
    if said["repeat_kind"] == Repeat.OTHER and not is_same:
        raise ValidationError({"rrule": [_("くり返しは、毎日、毎週、2週ごと、毎月の同じ日、毎月の第何週の何曜日、のどれかで書いてください。")]})  # fmt: skip
    if not rule["rrule"] and any(given.get(name) for name in RULE):
        raise ValidationError({"rrule": [_("くり返すときは、書いてください。")]})
    starts_at, minutes = rule["rule_starts_at"], rule["rule_minutes"]
    if minutes is not None and abs(minutes) > MINUTES_OF_DAY:
        raise ValidationError({"rule_minutes": [_SAME_DAY]})
    ends_at = starts_at + timedelta(minutes=minutes) if starts_at and minutes else None
    if ends_at and timezone.localdate(ends_at) != timezone.localdate(starts_at):
        raise ValidationError({"rule_minutes": [_SAME_DAY]})
    boxes = {name: value for name, value in said.items() if name in form.fields}
    boxes |= {"rule_starts_at": starts_at, "rule_excluded_on": form.fields["rule_excluded_on"].prepare_value(rule["rule_excluded_on"])}  # fmt: skip
    boxes["repeat_ends"] = timezone.localtime(ends_at).time() if ends_at else None
    for name, value in boxes.items():
        put(sent, form, name, value)
