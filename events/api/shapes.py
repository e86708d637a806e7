"""What the forms of the pages know of what is sent, for the OpenAPI description: words, lengths, choices, bounds."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from drf_spectacular.extensions import OpenApiSerializerExtension

from events.api import inputs
from events.api.filling import MINUTES_OF_DAY
from events.enums import Feature, Weekday
from events.forms.acts import CancelForm, MoveForm, WantedForm, WhenForm, WhyForm
from events.forms.dates import DateRowForm
from events.forms.event import EventForm
from events.forms.hours import ExceptionRows
from events.forms.place import PlaceForm
from events.models import Event, Occurrence, OpeningException, OpeningHours, Place
from hub.accounts.models import Organization

Schema = dict[str, Any]
_NOBODY = Organization(pk=0)
# What is sent -> the model of it, and the form of the page, as it is opened for something new; the database is not asked.
_FORMS: dict[type[inputs.Input], tuple[Any, Callable[[], Any]]] = {
    inputs.EventInput: (Event, lambda: EventForm(instance=Event(), organization=_NOBODY)),
    inputs.PlaceInput: (Place, lambda: PlaceForm(instance=Place(), organization=_NOBODY)),
    inputs.DateInput: (Occurrence, DateRowForm),
    inputs.MoveInput: (Occurrence, MoveForm),
    inputs.CapacityInput: (Occurrence, DateRowForm),
    inputs.SpanInput: (OpeningHours, forms.Form),
    inputs.ExceptionInput: (OpeningException, ExceptionRows.form),
    inputs.CancelInput: (Occurrence, CancelForm),
    inputs.CloseInput: (Occurrence, WhyForm),
    inputs.SubmitInput: (Event, WantedForm),
    inputs.PublishInput: (Event, WhenForm),
}
_TRUTHS = {"True": "true", "False": "false", "": "null"}
# Of what has another shape there: the box that says what it is for.
_BOX_OF = {"wanted_at": "day", "at": "day"}
_WORDS_OF = {"themes": "themes", "audiences": "audiences", "welcome_marks": "welcome-marks"}
_NOTES = {
    **{name: f"/api/v1/{path}/ の key を書きます。" for name, path in _WORDS_OF.items()},
    "place": "団体の場の番号（id）。",
    "organizer": "あなたの団体の番号。/api/v1/organizations/?mine=1 の id。",
    "operator": "あなたの団体の番号。/api/v1/organizations/?mine=1 の id。",
    "rrule": "くり返しの決まり（RFC 5545）。毎日、毎週、2週ごと、毎月の同じ日、毎月の第何週の何曜日、のどれか。",
    "opening_hours": "1日に2つまで。送ると、ぜんぶを入れかえます。",
    "opening_exceptions": "送ると、きょうからの日のぜんぶを入れかえます。",
}


class InputInDescription(OpenApiSerializerExtension):
    target_class = "events.api.inputs.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_basic_serializer(self.target, direction)  # noqa: SLF001  as the library's own do
        kind: Any = type(self.target)
        fields, is_sent = self.target.fields, direction == "request"
        model, form = _form_of(kind)
        schema.pop("description", None)  # ours, in English
        for name, field in fields.items():
            box, db_field = form.fields.get(_BOX_OF.get(name, field.source)), _db_field(model, field.source)
            shape = schema["properties"][name]
            shape["description"] = _words(name, shape, box, db_field)
            # What stands there already may be older than the limits of today.
            if is_sent:
                shape |= _limits(name, box, db_field)
        if is_sent and kind in {inputs.NewEventInput, inputs.NewPlaceInput}:
            asked = [name for name, field in fields.items() if _is_asked(form, field.source)]
            schema["required"] = sorted({*schema["required"], *asked})
        if is_sent and kind in {inputs.EventInput, inputs.PlaceInput}:
            schema["minProperties"] = 1
        return schema


@lru_cache
def _form_of(kind: Any) -> tuple[Any, Any]:
    model, opened = next((found for of, found in _FORMS.items() if issubclass(kind, of)), (None, forms.Form))
    return model, opened()


def _db_field(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _is_asked(form: Any, name: str) -> bool:
    """Whether a new draft needs it: what stands in the box from the beginning need not be sent."""
    return name in form.fields and form.fields[name].required and not form[name].value()


def _words(name: str, shape: Schema, box: forms.Field | None, db_field: Any) -> str:
    """What the page calls it and says beside it; what each choice means."""
    label, hint = (box.label, box.help_text) if box else (None, None)
    if isinstance(box, forms.ModelChoiceField | forms.NullBooleanField) or not label:
        label = _name_of(db_field) or name
    # How a day is written on the page is not how a program writes it.
    if name in _BOX_OF or {shape.get("format"), shape.get("items", {}).get("format")} & {"date", "date-time"}:
        hint = ""
    parts = [label, hint or getattr(db_field, "help_text", ""), _NOTES.get(name, "")]
    if name == "weekday":
        parts.append("、".join(f"{key}：{said}" for key, said in Weekday.choices))
    if values := _values(box):
        parts.append("、".join(f"{key or '（空）'}：{said}" for key, said in values))
    told = [str(part) for part in parts if part]
    return "".join(part if part.endswith(("。", "？")) else f"{part}。" for part in told)


def _name_of(db_field: Any) -> Any:
    if db_field is None:
        return ""
    return db_field.related_model._meta.verbose_name if db_field.one_to_many else db_field.verbose_name


def _values(box: forms.Field | None) -> list[tuple[str, str]]:
    """What may be chosen, and what it means; nothing where it is a word of the vocabulary or a thing."""
    if isinstance(box, forms.NullBooleanField):
        truths: Any = box.widget.choices
        return [(_TRUTHS[key], str(said)) for key, said in truths]
    if not isinstance(box, forms.ChoiceField) or isinstance(box, forms.ModelChoiceField):
        return []
    found: Any = box.choices
    return [(str(key), str(said)) for key, said in found if key or not box.required]


def _limits(name: str, box: forms.Field | None, db_field: Any) -> Schema:
    """What the page would refuse, as far as a schema can say it."""
    if name == "accessibility":
        answer = {"type": ["boolean", "null"]}
        return {
            "properties": {key: answer | {"description": str(said)} for key, said in Feature.choices},
            "additionalProperties": False,
        }
    if name == "rule_minutes":
        return {"minimum": 1, "maximum": MINUTES_OF_DAY}
    if isinstance(box, forms.ChoiceField) and (values := _values(box)):
        return {"enum": [key for key, _said in values]}
    if box is None and isinstance(db_field, models.CharField):
        return {"maxLength": db_field.max_length}
    return _bounds(box) | _lengths(box)


def _bounds(box: forms.Field | None) -> Schema:
    if isinstance(box, forms.ModelChoiceField) and not isinstance(box, forms.ModelMultipleChoiceField):
        return {"minimum": 1}
    if not isinstance(box, forms.IntegerField):
        return {}
    bounds = {"minimum": box.min_value, "maximum": box.max_value}
    return {key: value for key, value in bounds.items() if value is not None}


def _lengths(box: forms.Field | None) -> Schema:
    if not isinstance(box, forms.CharField):
        return {}
    found: Schema = {"minLength": 1} if box.required else {}
    if box.max_length:
        found["maxLength"] = box.max_length
    form = "email" if isinstance(box, forms.EmailField) else "uri" if isinstance(box, forms.URLField) else ""
    if form:
        found |= {"format": form} if box.required else {"anyOf": [{"format": form}, {"const": ""}]}
    return found
