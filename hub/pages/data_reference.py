"""The reference of the feed, read off what is registered: filters, fields, expansions, forms, and a live answer."""

import json
from copy import copy
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from events.enums import State
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
_NUMBERS = {
    "district": "/api/v1/districts/",
    "organizer": "/api/v1/organizations/",
    "organization": "/api/v1/organizations/",
}
# The key under which drf-spectacular keeps what a method was said to give.
_SAID = "_spectacular_annotation"
MOST_VALUES = 40
Values = list[tuple[str, str]]
# Of fields for which neither the serializer nor the model has words for readers.
_NOTES = {
    "id": _("番号。変わりません。"),
    "url": _("このもののアドレス（プログラム用）。"),
    "page_url": _("このもののページ（人が見る画面）。出典のリンクに使います。"),
    "terms_url": _("使うときの約束。"),
    "version": _("版。変わるたびに増えます。"),
    "town": _("町の名前。わからなければ空。"),
    "district": _("地区。id、url、name。"),
    "latitude": _("緯度（WGS 84）。公開しない場所やわからない場所では null。"),
    "longitude": _("経度（WGS 84）。"),
    "picture": _("写真。url（大）、small_url（小）、alt（説明）、width、height。"),
    "place": _("行う場。載っている場のときだけ。id、url、name。"),
    "venue_name": _("会場の名前。"),
    "address": _("所在地。"),
    "postal_code": _("郵便番号。"),
    "building": _("建物、階、部屋。"),
    "organizer": _("主催者。市が確かめた団体でなければ、id と url は null。"),
    "operator": _("運営者。市が確かめた団体でなければ、id と url は null。"),
    "occurrences": _("開催日。すべての日が、早い順に入ります。"),
    "opening_hours": _("開いている時間。weekday（0 月曜〜6 日曜）、opens、closes、note。"),
    "opening_exceptions": _("ふだんと違う日。date、is_closed、opens、closes、note。"),
    "accessibility": _("設備。true はある、false はない。書いていない設備は、わかりません。"),
    "published_at": _("はじめて公開した日時。"),
    "updated_at": _("最後に変わった日時。"),
    "ended_at": _("終わった日時。まだなら null。"),
    "starts_on": _("いつから。決まっていなければ null。"),
    "ends_on": _("いつまで。決まっていなければ null。"),
    "starts_at": _("始まり。"),
    "apply_from": _("申込の始まり。"),
    "deadline_at": _("申込の締切。"),
    "website_url": _("案内のあるウェブページ。"),
    "title_kana": _("名前のよみ。"),
    "name_kana": _("名前のよみ。"),
    "name": _("名前。"),
    "event": _("どの催しか。id、url、page_url、title、venue_name、town、is_free、is_sample。"),
    "is_sample": _("見本なら true。ほんとうのものとして出さないでください。"),
    "source": _("出典。"),
    "license": _("利用条件。空なら、主催者の文です。"),
    "key": _("記号。変わりません。"),
    "kind": _("種類。"),
}
# Of what everybody may read there is but one state.
_PUBLISHED = _("公開されているものでは、いつも published です。")


@dataclass(frozen=True)
class Parameter:
    """A condition of a list. ``values``: all that may be written, with what they mean."""

    name: str
    label: str
    kind: Any
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
    columns = [_column(name, field, is_heavy=name in heavy) for name, field in _fields_of(resource).items()]
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


def _kind_of_parameter(name: str, field: Any) -> Any:
    if name in _NUMBERS:
        return _("番号（%(path)s の id）") % {"path": _NUMBERS[name]}
    if isinstance(field, forms.MultipleChoiceField):
        return (
            _("くり返してよい：すべて当てはまるもの") if name in _ALL else _("くり返してよい：どれかに当てはまるもの")
        )
    kinds: tuple[tuple[type, Any], ...] = (
        (forms.ChoiceField, _("どれかひとつ")),
        (forms.NullBooleanField, "true / false"),
        (forms.BooleanField, "1"),
        (forms.DateField, _("日付：2026-11-23")),
        (forms.FloatField, _("数")),
        (forms.IntegerField, _("整数")),
    )
    return next((said for kind, said in kinds if isinstance(field, kind)), _("文字"))


def _fields_of(resource: Resource) -> dict[str, Any]:
    return dict(resource.serializer().fields) if resource.serializer else {}


def _column(name: str, field: Any, *, is_heavy: bool) -> Column:
    values: Values = []
    if isinstance(field, serializers.ChoiceField):
        values = [(str(value), str(label)) for value, label in field.choices.items() if str(value)]
    said = _said_of(name, field)
    if State.PUBLISHED in dict(values):
        said, values = str(_PUBLISHED), []
    if is_heavy:
        said = f"{said} {_('fields= に書いたときだけ出ます。')}".strip()
    return Column(name, _kind_of(field), said, values)


def _said_of(name: str, field: Any) -> str:
    """What a model says to help is for who writes; here it is the name of its field that helps."""
    is_declared = name in field.parent._declared_fields  # noqa: SLF001  where the framework keeps them
    label = str(field.label or "")
    if is_declared and field.help_text:
        return str(field.help_text)
    # What the framework makes of an English name says nothing new.
    return label if label and not label.isascii() else str(_NOTES.get(name, ""))


def _kind_of(field: Any) -> str:
    kinds: tuple[tuple[type, Any], ...] = (
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
    kind: Any
    if isinstance(field, serializers.SerializerMethodField):
        kind, may_be_null = _kind_of_method(getattr(type(field.parent), field.method_name or ""))
    else:
        kind, may_be_null = next((said for one, said in kinds if isinstance(field, one)), _("文字")), field.allow_null
    return f"{kind}・null" if may_be_null or _is_null_in_model(field) else str(kind)


def _is_null_in_model(field: Any) -> bool:
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    found = {one.name: one for one in model._meta.concrete_fields} if model else {}
    return bool(getattr(found.get(field.source), "null", False))


def _kind_of_method(method: Any) -> tuple[Any, bool]:
    """From what was said for OpenAPI; else from its type hints."""
    names: dict[str, Any] = {
        "string": _("文字"),
        "integer": _("整数"),
        "number": _("数"),
        "array": _("並び"),
        "object": _("もの"),
    }
    said = getattr(method, _SAID, {}).get("field")
    if isinstance(said, dict):
        given = said.get("type", "object")
        types = given if isinstance(given, list) else [given]
        return next(names[one] for one in types if one in names), "null" in types
    if said is not None:
        return _("ものの並び"), False
    hint = get_type_hints(method).get("return", str)
    hints = get_args(hint) or (hint,)
    plain: dict[Any, Any] = {str: _("文字"), int: _("整数"), float: _("数")}
    return next((plain[one] for one in hints if one in plain), _("もの")), NoneType in hints
