"""What programs write, for the OpenAPI description (``hub.api.describing``)."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from events.api import inputs
from events.api import shapes as _shapes  # noqa: F401  the library finds what is defined there
from events.api.own import OwnEventSerializer, OwnOccurrenceSerializer, OwnPlaceSerializer
from hub.api.describing import Described, problems

_TOKEN: Any = [{"token": []}]
_VERSION = OpenApiParameter(
    "If-Match", {"type": "string", "minLength": 1}, OpenApiParameter.HEADER, required=True, description="読んだときの ETag"
)  # fmt: skip
_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 200, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="同じ値で送り直しても、二重になりません（24時間）",
)
# kind -> serializer, what a new one takes, what a part takes, acts with what they take
_THINGS: dict[str, tuple[Any, Any, Any, dict[str, tuple[Any, str]]]] = {
    "events": (
        OwnEventSerializer, inputs.NewEventInput, inputs.EventInput,
        {
            "submit": (inputs.SubmitInput, "確認に出す"), "withdraw": (inputs.NothingInput, "確認をやめて、下書きに戻す"),
            "publish": (inputs.PublishInput, "前に公開した催しの写しを公開する"), "close": (inputs.CloseInput, "終了する"),
            "reopen": (inputs.NothingInput, "もう一度公開する"), "copy": (inputs.NothingInput, "写して、新しい下書きを作る"),
        },
    ),
    "places": (
        OwnPlaceSerializer, inputs.NewPlaceInput, inputs.PlaceInput,
        {
            "submit": (inputs.SubmitInput, "確認に出す"), "withdraw": (inputs.NothingInput, "確認をやめて、下書きに戻す"),
            "close": (inputs.CloseInput, "終了する"), "reopen": (inputs.NothingInput, "もう一度公開する"),
        },
    ),
}  # fmt: skip
_DATE_ACTS: dict[str, tuple[Any, str]] = {
    "cancel": (inputs.CancelInput, "開催日を中止にする"),
    "restore": (inputs.NothingInput, "中止を取り消す"),
    "move": (inputs.MoveInput, "日時を変える"),
    "capacity": (inputs.CapacityInput, "定員を変える"),
}
_REFUSED = problems(400, 401, 403, 404, 409, 412, 413, 415, 422, 428)


def _post(kind: str, act: str, takes: Any, gives: Any, summary: str, *, is_new: bool, has_number: bool = True) -> Any:
    """A view that describes one POST."""

    @extend_schema(
        operation_id=f"{kind}_{act}",
        summary=summary,
        request=takes,
        parameters=[_KEY] if is_new else [_VERSION, _KEY],
        responses={(201 if is_new else 200, "application/json"): gives} | _REFUSED,
        auth=_TOKEN,
        tags=[kind],
    )
    def post(self: Any, request: Any, pk: int = 0) -> None: ...

    @extend_schema(exclude=True)
    def nothing(self: Any, request: Any) -> None: ...

    view: Any = type(f"{kind}{act}", (Described,), {"post": post, "serializer_class": takes})
    return view.as_view({"post": "post"})


def _one(kind: str, gives: Any, takes: Any) -> Any:
    """A view that describes PATCH and DELETE."""

    class One(Described):
        serializer_class = takes

        @extend_schema(
            operation_id=f"{kind}_update",
            summary="書いた項目だけを変える",
            request=takes,
            parameters=[_VERSION],
            responses={(200, "application/json"): gives} | _REFUSED,
            auth=_TOKEN,
            tags=[kind],
        )
        def partial_update(self, request: Any, pk: int) -> None: ...

        @extend_schema(
            operation_id=f"{kind}_delete",
            summary="一度も公開していない下書きを消す",
            request=None,
            parameters=[_VERSION],
            responses={204: OpenApiResponse(description="消した")} | _REFUSED,
            auth=_TOKEN,
            tags=[kind],
        )
        def destroy(self, request: Any, pk: int) -> None: ...

    acts: Any = {"patch": "partial_update", "delete": "destroy"} if takes else {"delete": "destroy"}
    return One.as_view(acts)


def writing_views() -> list[URLPattern]:
    """All that is written below ``/api/v1/``."""
    found: list[URLPattern] = []
    for kind, (gives, new, part, acts) in _THINGS.items():
        found.append(path(f"api/v1/{kind}/", _post(kind, "create", new, gives, "新しい下書き", is_new=True)))
        found.append(path(f"api/v1/{kind}/<int:pk>/", _one(kind, gives, part)))
        for act, (takes, summary) in acts.items():
            view = _post(kind, act, takes, gives, summary, is_new=act == "copy")
            found.append(path(f"api/v1/{kind}/<int:pk>/{act}/", view))
    dates = _post("occurrences", "create", inputs.DateInput, OwnOccurrenceSerializer, "開催日を足す", is_new=True)
    found.append(path("api/v1/events/<int:pk>/occurrences/", dates))
    found.append(path("api/v1/occurrences/<int:pk>/", _one("occurrences", OwnOccurrenceSerializer, None)))
    for act, (takes, summary) in _DATE_ACTS.items():
        view = _post("occurrences", act, takes, OwnOccurrenceSerializer, summary, is_new=False)
        found.append(path(f"api/v1/occurrences/<int:pk>/{act}/", view))
    return found
