"""What programs send, by its shape alone. What it means is looked at by the forms of the pages (``events.api.filling``).

The names are those of the documents. An unknown one is told, never passed over.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.enums import Weekday
from events.forms.dates import MOST_PEOPLE
from events.forms.hours import MOST_EXCEPTIONS
from events.models import Event, Place
from events.services.member_writing import MEMBER_FIELDS

# A picture is a file, and has a page of its own; the feed knows no circles.
NOT_BY_PROGRAMS = frozenset({"picture", "circle"})
# What a document calls a field of the model, where the two differ: ``url`` is the address of the document itself.
NAMES = {"url": "website_url", "kana": "name_kana"}
# More words than the vocabulary holds.
_MOST_WORDS = 100
_MOST_DAYS_OFF = 400
_MOST_SPANS = 70
_YEARS = range(2000, 2100)
_UNKNOWN = _("知らない項目です。")
_WRONG_TYPE = _("値の種類が正しくありません。")
_CENTURY = _("2000年から2099年までの日時を書いてください。")
_TOO_MANY = _("{max_length}個までにしてください。")


class Text(serializers.CharField):
    """A text; a number is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_blank": True, "trim_whitespace": False} | kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(_WRONG_TYPE)
        return super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    """``true`` or ``false``, in no other words."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError(_WRONG_TYPE)
        return data


class Whole(serializers.IntegerField):
    """A whole number; neither a text nor a truth."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            raise serializers.ValidationError(_WRONG_TYPE)
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """ISO 8601, to the minute; without an offset it is the time of the city."""

    # Also of a day that the clock of the city would put before the first or after the last that there is.
    default_error_messages = {"overflow": _CENTURY}

    def enforce_timezone(self, value: datetime) -> datetime:
        try:
            return super().enforce_timezone(value)
        except OverflowError:  # the framework looks out for it only where an offset was sent
            self.fail("overflow")

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            raise serializers.ValidationError(_WRONG_TYPE)
        found = super().to_internal_value(value)
        if found.second or found.microsecond:
            raise serializers.ValidationError(_("秒は書かずに、分までにしてください。"))
        if found.year not in _YEARS:
            raise serializers.ValidationError(_CENTURY)
        return found


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["10:00"]})
class Clock(serializers.TimeField):
    """A time of day: 10:00."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise serializers.ValidationError(_WRONG_TYPE)
        found = super().to_internal_value(value)
        if found.second or found.microsecond:
            raise serializers.ValidationError(_("秒は書かずに、分までにしてください。"))
        return found


class Many(serializers.ListField):
    """A list that is not too long."""

    default_error_messages = {"max_length": _TOO_MANY}


class Input(serializers.Serializer[Any]):
    """A serializer that knows what it was not asked for."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = (
            {str(name): [_UNKNOWN] for name in data if name not in self.fields} if isinstance(data, Mapping) else {}
        )
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**_by_name(error.detail), **unknown}) from error
        if unknown:
            raise serializers.ValidationError(unknown)
        return found


def read(kind: type[Input], data: Any, *, is_part: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was sent and can be read, and what is to be said of the rest, so that the forms judge the first all the same."""
    whole = kind(data=data, partial=is_part)
    if whole.is_valid():
        return dict(whole.validated_data), {}
    told: dict[str, Any] = dict(whole.errors)
    if not isinstance(data, Mapping):
        return {}, told
    rest = kind(data={name: value for name, value in data.items() if str(name) not in told}, partial=True)
    return (dict(rest.validated_data) if rest.is_valid() else {}), told


def _by_name(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


class RowInDescription(OpenApiSerializerFieldExtension):
    """A row is described as what it holds."""

    target_class = "events.api.inputs.Row"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        return auto_schema._map_serializer(self.target.kind, direction)  # noqa: SLF001  as the library's own extensions do


class Row(serializers.Field[Any, Any, Any, Any]):
    """A row of a list: always whole, also where of the thing itself only a part is sent."""

    def __init__(self, kind: type[Input], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def to_internal_value(self, data: Any) -> Any:
        found = self.kind(data=data)
        found.is_valid(raise_exception=True)
        return found.validated_data

    def to_representation(self, value: Any) -> Any:
        return value


class NothingInput(Input):
    """For acts that ask nothing."""


class SpanInput(Input):
    """A span of a weekday (0: Monday) within the day."""

    weekday = Whole(min_value=min(Weekday.values), max_value=max(Weekday.values))
    opens = Clock()
    closes = Clock()


class ExceptionInput(Input):
    """A day that differs: closed, or open at other hours."""

    date = serializers.DateField()
    is_closed = YesNo(default=True)
    opens = Clock(allow_null=True, default=None)
    closes = Clock(allow_null=True, default=None)
    note = Text(default="")


class DateInput(Input):
    """A date of an event, within one day."""

    starts_at = Moment()
    ends_at = Moment()
    capacity = Whole(allow_null=True, default=None)
    deadline_at = Moment(allow_null=True, default=None)


class MoveInput(Input):
    starts_at = Moment()
    ends_at = Moment()
    note = Text(default="")


class CapacityInput(Input):
    """None: nobody counts."""

    capacity = Whole(allow_null=True, min_value=1, max_value=MOST_PEOPLE)


class CancelInput(Input):
    note = Text()


class CloseInput(Input):
    reason = Text(default="")


class SubmitInput(Input):
    wanted_at = Moment(allow_null=True, default=None)


class PublishInput(Input):
    at = Moment(allow_null=True, default=None)


def input_of(db_field: Any, **more: Any) -> serializers.Field[Any, Any, Any, Any]:
    """How the value of a model's field is sent."""
    more["required"] = False
    if isinstance(db_field, models.ManyToManyField):
        return Many(child=Text(max_length=40), max_length=_MOST_WORDS, **more)
    if isinstance(db_field, models.JSONField):
        return serializers.DictField(child=YesNo(allow_null=True), **more)
    if isinstance(db_field, ArrayField):
        return Many(child=serializers.DateField(), max_length=_MOST_DAYS_OFF, **more)
    plain: tuple[tuple[type, Any], ...] = (
        (models.BooleanField, YesNo),
        (models.DateTimeField, Moment),
        (models.DateField, serializers.DateField),
        (models.ForeignKey, Whole),
        (models.IntegerField, Whole),
    )
    kind = next((kind for of, kind in plain if isinstance(db_field, of)), None)
    if kind is None:
        return Text(**more)
    made: serializers.Field[Any, Any, Any, Any] = kind(allow_null=db_field.null, **more)
    return made


def _fields_of(model: type[Event | Place]) -> dict[str, Any]:
    found = {}
    for name in sorted(MEMBER_FIELDS[model] - NOT_BY_PROGRAMS):
        more = {"source": name} if name in NAMES else {}
        found[NAMES.get(name, name)] = input_of(model._meta.get_field(name), **more)
    return found


EventInput: type[Input] = type("EventInput", (Input,), _fields_of(Event))
NewEventInput: type[Input] = type("NewEventInput", (EventInput,), {"organizer": Whole()})
_ROWS = {
    "opening_hours": Many(child=Row(SpanInput), max_length=_MOST_SPANS, required=False),
    "opening_exceptions": Many(child=Row(ExceptionInput), max_length=MOST_EXCEPTIONS, required=False),
}
PlaceInput: type[Input] = type("PlaceInput", (Input,), _fields_of(Place) | _ROWS)
NewPlaceInput: type[Input] = type("NewPlaceInput", (PlaceInput,), {"operator": Whole()})
