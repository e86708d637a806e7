"""Errors as problem documents (RFC 9457), in Japanese or English as ``Accept-Language`` asks.

``type`` is an address of ``/data/problems/`` that explains the kind of error; ``errors`` names what was wrong, one by
one: ``parameter`` (of the query) or ``field`` (of the body, as a path such as ``occurrences.0.starts_at``), and
``detail``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

CONTENT_TYPE = "application/problem+json"
# Where clients are answered with documents and not with pages.
API_PATH = "/api/"
_SPOKEN = ("ja", "en")


@dataclass(frozen=True)
class Kind:
    """A kind of problem: the name in its address, its status, what it says at the top, and its explanation."""

    name: str
    status: HTTPStatus
    title: Any
    help: Any


def _kinds(*kinds: Kind) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds}


KINDS = _kinds(
    Kind(
        "invalid-parameter",
        HTTPStatus.BAD_REQUEST,
        _("問い合わせの書き方が正しくありません"),
        _("知らないパラメーター、読めない値、長すぎる言葉などです。errors にひとつずつ書きます。"),
    ),
    Kind(
        "invalid-body",
        HTTPStatus.BAD_REQUEST,
        _("送られた内容が正しくありません"),
        _("JSONとして読めないか、項目の値が正しくありません。errors に項目ごとに書きます。何も保存していません。"),
    ),
    Kind(
        "unauthenticated",
        HTTPStatus.UNAUTHORIZED,
        _("だれからの依頼か、わかりません"),
        _("アクセスキーがないか、間違っているか、期限が切れたか、取り消されています。"),
    ),
    Kind(
        "forbidden",
        HTTPStatus.FORBIDDEN,
        _("それをすることはできません"),
        _("アクセスキーが「読むだけ」か、その団体のために書ける人ではありません。"),
    ),
    Kind(
        "csrf-failed",
        HTTPStatus.FORBIDDEN,
        _("このサイトのページからの依頼だと、確かめられません"),
        _(
            "ログインしたまま（クッキーで）書くときは、クッキー csrftoken の値を X-CSRFToken に書いて送ります。"
            "アクセスキーで書くときは、いりません。"
        ),
    ),
    Kind(
        "not-found",
        HTTPStatus.NOT_FOUND,
        _("見つかりません"),
        _("その番号のものはないか、公開されていません。"),
    ),
    Kind(
        "gone",
        HTTPStatus.GONE,
        _("公開を終えました"),
        _("前に公開していましたが、終わったか、取り下げられました。手元の写しを消してください。"),
    ),
    Kind(
        "method-not-allowed",
        HTTPStatus.METHOD_NOT_ALLOWED,
        _("このアドレスでは使えない方法です"),
        _("使える方法は Allow に書いてあります。"),
    ),
    Kind(
        "not-acceptable",
        HTTPStatus.NOT_ACCEPTABLE,
        _("その形式では出せません"),
        _("この一覧で使える形式を選んでください。"),
    ),
    Kind(
        "token-expired",
        HTTPStatus.GONE,
        _("続きから読めなくなりました"),
        _(
            "since の値が古すぎるか、この配信のものではありません。"
            "/api/v1/changes/ から新しい値を取り、一覧を読み直してください。"
        ),
    ),
    Kind(
        "conflict",
        HTTPStatus.CONFLICT,
        _("いまの状態では、できません"),
        _("ものの状態が、その操作を許しません。理由は detail に書きます。"),
    ),
    Kind(
        "lost-update",
        HTTPStatus.PRECONDITION_FAILED,
        _("ほかの人が先に書きかえました"),
        _("If-Match の版が、いまの版と違います。読み直してから、もう一度送ってください。"),
    ),
    Kind(
        "precondition-required",
        HTTPStatus.PRECONDITION_REQUIRED,
        _("どの版を書きかえるのか、わかりません"),
        _("読んだときの ETag を If-Match に書いて送ってください。"),
    ),
    Kind(
        "too-large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("送られたものが大きすぎます"),
        _("小さく分けて送ってください。"),
    ),
    Kind(
        "unsupported-media-type",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("読めない形式です"),
        _("Content-Type: application/json で送ってください。"),
    ),
    Kind(
        "key-reused",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("同じ Idempotency-Key で、違う依頼が送られました"),
        _("違うことをするときは、新しい値を使ってください。"),
    ),
    Kind(
        "too-many-requests",
        HTTPStatus.TOO_MANY_REQUESTS,
        _("短い間に、たくさんの依頼がありました"),
        _("Retry-After の秒数だけ待ってから、もう一度送ってください。"),
    ),
    Kind(
        "server-error",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("うまく動きませんでした"),
        _("少したってから、もう一度送ってください。"),
    ),
)


class ProblemError(Exception):
    """Raised anywhere below ``/api/``; becomes the document."""

    def __init__(
        self,
        kind: str,
        detail: Any = "",
        *,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.errors, self.headers = KINDS[kind], detail, list(errors), dict(headers or {})


def invalid_parameter(name: str, detail: Any) -> ProblemError:
    """One parameter of the query that can't be read."""
    return ProblemError("invalid-parameter", errors=[{"parameter": name, "detail": detail}])


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PATH)


def language_of(request: HttpRequest) -> str:
    """``ja`` or ``en``: what ``Accept-Language`` likes best of the two, Japanese where it names neither."""
    for spoken, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        code = spoken.split("-")[0]
        if code in _SPOKEN:
            return code
    return "ja"


def problem_response(request: HttpRequest, error: ProblemError) -> HttpResponse:
    """The document; kept by nobody."""
    kind, language = error.kind, language_of(request)
    with translation.override(language):
        document: dict[str, Any] = {
            "type": f"{settings.SITE_URL}/data/problems/#{kind.name}",
            "title": str(kind.title),
            "status": int(kind.status),
            "detail": str(error.detail or kind.help),
        }
        if error.errors:
            document["errors"] = [{key: str(value) for key, value in one.items()} for one in error.errors]
    document["instance"] = f"urn:uuid:{getattr(request, 'request_id', '')}"
    body = json.dumps(document, ensure_ascii=False).encode()
    response = HttpResponse(body, status=int(kind.status), content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    for name, value in error.headers.items():
        response.headers[name] = value
    patch_vary_headers(response, ["Accept-Language"])
    return response
