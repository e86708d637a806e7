"""The forms of the pages, filled as a person would have filled them: a program obeys the same rules, told in the same words.

A form is opened as the page opens it, what stands there is left, and what was sent is put into its boxes.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
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
Sent = MultiValueDict[str, Any]


def filled_event(event: Event, organization: Organization, given: Mapping[str, Any]) -> MemberForm:
    """The form of an event with what was ``given``. Raises ``ValidationError`` for what has no box."""
    sent = _as_it_stands(EventForm(instance=event, organization=organization))
    form = _filled(EventForm, event, organization, sent, given)
    if RULE & given.keys():
        _put_rule(form, sent, event, given)
    return form


def filled_place(place: Place, organization: Organization, given: Mapping[str, Any]) -> MemberForm:
    """The same of a place, without its hours."""
    sent = _as_it_stands(PlaceForm(instance=place, organization=organization))
    return _filled(PlaceForm, place, organization, sent, given)


def check(*filled: Any) -> None:
    """Raises ``ValidationError`` with all that the forms say, under the names that programs know."""
    told: dict[str, list[str]] = {}
    for form in filled:
        for name, errors in form.errors.items():
            told.setdefault(_TOLD_AS.get(name, name), []).extend(str(error) for error in errors)
    if told:
        raise ValidationError(told)


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


def _filled(
    kind: type[Any], thing: Event | Place, organization: Organization, sent: Sent, given: Mapping[str, Any]
) -> Any:
    form = kind(sent, instance=thing, organization=organization)
    for name in given.keys() & form.fields.keys() - RULE:
        value = given[name]
        if name in WORDS:
            value = list(_numbers_of(form.fields[name].queryset, name, value))
        elif name == "accessibility":
            _check_features(value)
        put(sent, form, name, value)
    return form


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
    ends_at = starts_at + timedelta(minutes=minutes) if starts_at and minutes else None
    if ends_at and timezone.localdate(ends_at) != timezone.localdate(starts_at):
        raise ValidationError({"rule_minutes": [_("始まりと同じ日のうちに終わるようにしてください。")]})
    boxes = {name: value for name, value in said.items() if name in form.fields}
    boxes |= {"rule_starts_at": starts_at, "rule_excluded_on": form.fields["rule_excluded_on"].prepare_value(rule["rule_excluded_on"])}  # fmt: skip
    boxes["repeat_ends"] = timezone.localtime(ends_at).time() if ends_at else None
    for name, value in boxes.items():
        put(sent, form, name, value)
