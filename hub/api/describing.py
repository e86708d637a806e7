"""The OpenAPI description: made from what is registered, the serializers that say how documents look, and the filters.

The views here answer nobody: the framework's generator reads what stands on them. A test compares the paths and methods
with the addresses that there are, and another tries all of them with made requests (tests/hub/api/test_description.py).
"""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import URLPattern, path
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.viewsets import GenericViewSet

from hub.api.problems import CONTENT_TYPE
from hub.api.resources import Resource, registered

DEPRECATION = (
    "v1 は、v2 が使えるようになってから24か月は動きます。やめる6か月前までに、ヘッダー（Deprecation、Sunset）と"
    "/data/ のお知らせで伝えます。項目は増えることがあります。知らない項目は読みとばしてください。"
)
_INTRODUCTION = (
    "八王子のまちの、場と催しのデータです。読むのに登録はいりません。書くのは、団体のメンバーがアクセスキーで行います。"
    "読み方、利用のきまり、例は {site}/data/ にあります。"
)
_LIST_TEXT = (
    "条件は、みな満たすものだけになります。ひとつの条件にいくつか書いたときは、そのどれかです"
    "（mark と feature は、すべて）。知らない条件は 400 になります。"
)

_MINE = (
    "あなたがメンバーである団体のものだけを、どの状態のものも。アクセスキーかログインがいります。"
    "いっしょに使えるのは page_size と cursor だけです"
)
# Reading is open to everybody; who shows a key reads their own too.
_ANYBODY: Any = [{}, {"token": []}]


class Problem(serializers.Serializer[Any]):
    """RFC 9457"""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors: Any = serializers.ListField(child=serializers.DictField(child=serializers.CharField()), required=False)


class Described(GenericViewSet[Any]):
    # For the generator alone.

    schema = AutoSchema()
    authentication_classes: list[Any] = []
    filter_backends: list[Any] = []
    pagination_class = None
    serializer_class: Any = Problem


def problems(*statuses: int) -> dict[Any, Any]:
    """The errors that an operation answers with."""
    texts = {
        400: "問い合わせか内容が正しくない", 401: "だれからの依頼かわからない", 403: "してはいけない", 404: "ない",
        406: "その形式では出せない", 409: "いまの状態ではできない", 410: "公開を終えた、または続きから読めない",
        412: "ほかの人が先に書きかえた", 413: "大きすぎる", 415: "読めない形式", 422: "Idempotency-Key の使い回し",
        428: "If-Match がない", 429: "依頼が多すぎる",
    }  # fmt: skip
    return {(status, CONTENT_TYPE): OpenApiResponse(Problem, description=texts[status]) for status in (*statuses, 429)}


def query(name: str, text: Any, schema: dict[str, Any], *, is_list: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name, schema, OpenApiParameter.QUERY, description=str(text), explode=True if is_list else None
    )


def _page_size(usual: int, most: int) -> OpenApiParameter:
    return query("page_size", "1ページの件数", {"type": "integer", "minimum": 1, "maximum": most, "default": usual})


def _view_parameters(resource: Resource, *, is_list: bool) -> Iterator[OpenApiParameter]:
    fields = {"type": "array", "items": {"type": "string", "enum": list(resource.document.fields)}, "uniqueItems": True}
    yield OpenApiParameter("fields", fields, description="ほしい項目だけ（コンマで区切る）", explode=False)
    if resource.expand:
        expand = {"type": "array", "items": {"type": "string", "enum": list(resource.expand)}, "uniqueItems": True}
        yield OpenApiParameter("expand", expand, description="番号だけでなく全体を入れる項目", explode=False)
    yield query("format", "形式（Accept でも選べます）", {"type": "string", "enum": ["json", *resource.formats]})
    if is_list and resource.own_list:
        yield query("mine", _MINE, {"type": "string", "enum": ["1"]})
    if is_list:
        yield query("cursor", "続きの印（前の答えの next にあります）", {"type": "string", "maxLength": 2000})
        # A file holds more than a page of JSON; what all forms take is told.
        yield _page_size(*settings.HUB_API_PAGE)


def _filter_parameters(resource: Resource) -> Iterator[OpenApiParameter]:
    if resource.filterset is None:
        return
    for name, one in resource.filterset.base_filters.items():
        schema = schema_of(one)
        yield query(name, one.label or name, schema, is_list=schema.get("type") == "array")


def schema_of(one: Any) -> dict[str, Any]:
    """Of a filter of django-filter, by what its form field takes."""
    extra = one.extra
    kind = one.field_class.__name__
    if "MultipleChoice" in kind:
        choices = extra.get("choices")
        item: dict[str, Any] = {"type": "string"}
        if not callable(choices):
            item["enum"] = [str(key) for key, _label in choices]
        return {"type": "array", "items": item}
    if kind == "ChoiceField":
        return {"type": "string", "enum": [str(key) for key, _label in extra["choices"] if key != ""]}
    if kind in {"FloatField", "IntegerField"}:
        bounds = {"minimum": extra.get("min_value"), "maximum": extra.get("max_value")}
        return {"type": "number" if kind == "FloatField" else "integer"} | {
            key: value for key, value in bounds.items() if value is not None
        }
    if kind == "DateField":
        return {"type": "string", "format": "date"}
    if kind == "TickField":
        return {"type": "string", "enum": ["1"]}
    if kind == "NullBooleanField":
        return {"type": "boolean"}
    return {"type": "string", "maxLength": extra["max_length"]} if "max_length" in extra else {"type": "string"}


def _ok(resource: Resource, document: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {(200, "application/json"): document}
    for form in resource.formats.values():
        media_type = form.media_type.split(";")[0]
        found[200, media_type] = {"type": "string"} if not media_type.endswith("json") else {"type": "object"}
    return found


def resource_views(resource: Resource) -> list[URLPattern]:
    """The list and one thing."""
    said = str(resource.title)
    lists = _either(_page_of(resource.serializer), resource.own_list and _page_of(resource.own_list))
    ones = _either(resource.serializer, resource.own_one)

    class Lists(Described):
        serializer_class = resource.serializer

        @extend_schema(
            operation_id=f"{resource.name}_list",
            summary=f"{said}の一覧",
            description=_LIST_TEXT,
            parameters=[*_filter_parameters(resource), *_view_parameters(resource, is_list=True)],
            responses=_ok(resource, lists) | problems(400, 401, 406),
            auth=_ANYBODY,
            tags=[resource.name],
        )
        def many(self, request: Any) -> None: ...

    class Ones(Described):
        serializer_class = resource.serializer

        @extend_schema(
            operation_id=f"{resource.name}_retrieve",
            summary=f"{said}をひとつ",
            description="公開しているものだけが読めます。ほかのものとひとつになった場は 301 で、その先へ行きます。",
            parameters=list(_view_parameters(resource, is_list=False)),
            responses=_ok(resource, ones) | problems(400, 401, 404, 406, 410),
            auth=_ANYBODY,
            tags=[resource.name],
        )
        def retrieve(self, request: Any, pk: int) -> None: ...

    return [
        path(f"api/v1/{resource.name}/", Lists.as_view({"get": "many"})),
        path(f"api/v1/{resource.name}/<int:pk>/", Ones.as_view({"get": "retrieve"})),
    ]


def _either(everybodys: Any, own: Any) -> Any:
    """What everybody reads; or what members read of their own (if there is such), which says more."""
    if own is None:
        return everybodys
    name = f"{_name_of(everybodys)}OrOwn"
    return PolymorphicProxySerializer(name, [everybodys, own], resource_type_field_name=None)


def _name_of(serializer: Any) -> str:
    name: str = serializer.__name__
    return name.removesuffix("Serializer")


@lru_cache
def _page_of(serializer: Any) -> Any:
    """``{"results": […], "next": …}``"""
    return type(
        f"{_name_of(serializer)}Page",
        (serializers.Serializer,),
        {
            "results": serializer(many=True),
            "next": serializers.URLField(allow_null=True, help_text="続きのアドレス。最後のページでは null"),
        },
    )


class _Change(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[])
    id = serializers.IntegerField()
    action = serializers.ChoiceField(choices=["published", "changed", "withdrawn"])
    changed_at = serializers.DateTimeField()
    url = serializers.URLField()
    replaced_by = serializers.URLField(required=False, help_text="ほかのものとひとつになったとき")
    object = serializers.DictField(required=False, allow_null=True, help_text="expand=object のとき")


class Changes(serializers.Serializer[Any]):
    """What changed since the token."""

    changes = _Change(many=True)
    next = serializers.CharField(help_text="次に since に書く値")
    next_url = serializers.URLField()
    has_more = serializers.BooleanField(help_text="いますぐ続きが読めるか")


class _ChangesView(Described):
    serializer_class = Changes

    @extend_schema(
        operation_id="changes",
        summary="前に読んだときから変わったもの",
        description=f"取りこぼさない読み方は {settings.SITE_URL}/data/changes/ にあります。",
        parameters=[
            query("since", "前の答えの next。書かないと、いまの値だけを返します", {"type": "string", "maxLength": 100}),
            OpenApiParameter(
                "kind", {"type": "array", "items": {"type": "string"}}, description="種類をしぼる", explode=False
            ),
            query("expand", "変わったものの全体も入れる", {"type": "string", "enum": ["object"]}),
            _page_size(*settings.HUB_API_CHANGES),
        ],
        responses={(200, "application/json"): Changes} | problems(400, 401, 410),
        auth=_ANYBODY,
        tags=["changes"],
    )
    def many(self, request: Any) -> None: ...


def _let_both_be(part: Any) -> None:
    """``anyOf`` for ``oneOf``: an empty text is a URI to who checks no formats, and one's own is what everybody reads, and more."""
    if isinstance(part, dict) and "oneOf" in part:
        part["anyOf"] = part.pop("oneOf")
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _let_both_be(inner)


def description(more: Callable[[], list[URLPattern]]) -> dict[str, Any]:
    """The whole description (OpenAPI 3.1), in Japanese. ``more``: views that the apps add."""
    found: dict[str, Any] = json.loads(description_text(more))
    return found


def description_text(more: Callable[[], list[URLPattern]]) -> str:
    """The same as it is sent. It says nothing of what is in the database: a process makes it once."""
    return _description_text(more, settings.SITE_URL)


@lru_cache(maxsize=4)
def _description_text(more: Callable[[], list[URLPattern]], site: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        patterns = [path("api/v1/changes/", _ChangesView.as_view({"get": "many"})), *more()]
        for resource in registered():
            patterns += resource_views(resource)
        found: dict[str, Any] = SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)
    schemas = found["components"]["schemas"]
    for resource in registered():
        # With ``fields`` any of them may be away.
        schemas[_name_of(resource.serializer)].pop("required", None)
    _let_both_be(schemas)
    found["info"]["description"] = _INTRODUCTION.format(site=site) + DEPRECATION
    found["servers"] = [{"url": site}]
    found["components"].setdefault("securitySchemes", {})["token"] = {
        "type": "http", "scheme": "bearer", "description": "わたしのページで作るアクセスキー",
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False)
