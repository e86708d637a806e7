"""The reference of the feed, read off what is registered: filters, fields, expansions, forms, and a live answer."""

import json
import re
from copy import copy
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import serializers

from hub.api.feed import answer_of
from hub.api.fields import ClockField, KeysField, MomentField
from hub.api.resources import Format, Resource, registered

# The query of the example of each list, where one says more than the plain list.
QUERIES = {
    "events": "upcoming=true&page_size=1",
    "occurrences": "when=month&page_size=1",
    "places": "free=1&page_size=1",
}
# Of several values of these a thing must have all; of the others, one.
_ALL = frozenset({"mark", "feature"})
# Values that are numbers of things of another list.
_NUMBERS = {"district": "/api/v1/districts/", "organizer": "/api/v1/organizations/"}
# The key under which drf-spectacular keeps what a method was said to give.
_SAID = "_spectacular_annotation"
MOST_VALUES = 40
Values = list[tuple[str, str]]


@dataclass(frozen=True)
class Parameter:
    """A condition of a list. ``values``: all that may be written, with what they mean."""

    name: str
    label: str
    kind: str
    values: Values


@dataclass(frozen=True)
class Column:
    """A field of a document."""

    name: str
    kind: str
    help: str
    values: Values


@dataclass(frozen=True)
class Described:
    """One list of the feed."""

    resource: Resource
    parameters: list[Parameter]
    columns: list[Column]
    formats: list[Format]
    url: str
    answer: str


def described() -> list[Described]:
    """All lists, in the order of registration."""
    return [_described(one) for one in registered()]


def _described(resource: Resource) -> Described:
    query = QUERIES.get(resource.name, "page_size=1")
    # The description is of what there is: where a condition leaves nothing, the list without it.
    answer = json.loads(answer_of(resource, query))
    if not answer["results"]:
        query = "page_size=1"
        answer = json.loads(answer_of(resource, query))
    heavy = resource.document.heavy
    columns = [_column(name, field, name in heavy) for name, field in _fields_of(resource).items()]
    return Described(
        resource=resource,
        parameters=[_parameter(name, one) for name, one in _filters_of(resource).items()],
        columns=columns,
        formats=list(resource.formats.values()),
        url=f"{settings.SITE_URL}{resource.path}?{query}",
        answer=json.dumps(answer, ensure_ascii=False, indent=1),
    )


def _filters_of(resource: Resource) -> dict[str, Any]:
    """Copies: a filter keeps its field, and with it the districts of the moment in which it was made."""
    if resource.filterset is None:
        return {}
    base: Any = resource.filterset
    return {name: copy(one) for name, one in base.base_filters.items()}


def _parameter(name: str, one: Any) -> Parameter:
    field = one.field
    values = [(str(value), str(label)) for value, label in getattr(field, "choices", []) if str(value)]
    if name in _NUMBERS:
        values = []
    if isinstance(field, forms.NullBooleanField):
        values = []
    return Parameter(name, str(one.label or ""), _kind_of_parameter(name, field), values[:MOST_VALUES])


def _kind_of_parameter(name: str, field: Any) -> str:
    if name in _NUMBERS:
        return _("番号（%(path)s の id）") % {"path": _NUMBERS[name]}
    if isinstance(field, forms.MultipleChoiceField):
        return _("くり返してよい：すべて当てはまるもの") if name in _ALL else _("くり返してよい：どれかに当てはまるもの")
    kinds: tuple[tuple[type, str], ...] = (
        (forms.ChoiceField, _("どれかひとつ")),
        (forms.NullBooleanField, "true / false"),
        (forms.BooleanField, "1"),
        (forms.DateField, _("日付：2026-11-23")),
        (forms.FloatField, _("数：35.6581")),
        (forms.IntegerField, _("整数")),
    )
    return next((said for kind, said in kinds if isinstance(field, kind)), _("文字"))


def _fields_of(resource: Resource) -> dict[str, Any]:
    return dict(resource.serializer().fields) if resource.serializer else {}


def _column(name: str, field: Any, is_heavy: bool) -> Column:
    values: Values = []
    if isinstance(field, serializers.ChoiceField):
        values = [(str(value), str(label)) for value, label in field.choices.items() if str(value)]
    said = str(field.help_text or _label_of(name, field))
    if is_heavy:
        said = f"{said} {_('fields= に書いたときだけ出ます。')}".strip()
    return Column(name, _kind_of(field), said, values)


def _label_of(name: str, field: Any) -> str:
    """The name of the model's field. What the framework makes of the English name says nothing new."""
    label = str(field.label or "")
    return "" if label == name.replace("_", " ").capitalize() or re.fullmatch(r"[ -~]*", label) else label


def _kind_of(field: Any) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (MomentField, _("日時")),
        (ClockField, _("時刻")),
        (KeysField, _("記号の並び")),
        (serializers.DateField, _("日付")),
        (serializers.ListSerializer, _("ものの並び")),
        (serializers.Serializer, _("もの")),
        (serializers.BooleanField, _("真偽")),
        (serializers.IntegerField, _("整数")),
        (serializers.FloatField, _("数")),
        (serializers.JSONField, _("もの")),
        (serializers.PrimaryKeyRelatedField, _("番号")),
    )
    if isinstance(field, serializers.SerializerMethodField):
        kind, may_be_null = _kind_of_method(getattr(type(field.parent), field.method_name or ""))
    else:
        kind, may_be_null = next((said for one, said in kinds if isinstance(field, one)), _("文字")), field.allow_null
    return f"{kind}・null" if may_be_null else kind


def _kind_of_method(method: Any) -> tuple[str, bool]:
    """From what was said for OpenAPI; else from its type hints."""
    names = {"string": _("文字"), "integer": _("整数"), "number": _("数"), "array": _("並び"), "object": _("もの")}
    said = getattr(method, _SAID, {}).get("field")
    if isinstance(said, dict):
        given = said.get("type", "object")
        types = given if isinstance(given, list) else [given]
        return next(names[one] for one in types if one in names), "null" in types
    if said is not None:
        return _("ものの並び"), False
    hint = get_type_hints(method).get("return", str)
    types = get_args(hint) or (hint,)
    plain: dict[Any, str] = {str: _("文字"), int: _("整数"), float: _("数")}
    return next((plain[one] for one in types if one in plain), _("もの")), NoneType in types
