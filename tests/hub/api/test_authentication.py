"""Who may not write is told why, in their language; of what opens nothing it is not told why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.accounts.enums import Level
from hub.accounts.models import Organization, User
from hub.api.enums import Scope
from hub.api.services.tokens import create_token, revoke_token
from tests.events.members import complete_event, member
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.api.clients import Program, problem

pytestmark = pytest.mark.django_db

READ_ONLY = {
    "ja": "このアクセスキーは「読むだけ」です。書けるアクセスキーを作ってください。",
    "en": "This access key may only read. Make one that may write.",
}
NOT_A_WRITER = {
    "ja": "この団体のものを書けるのは、団体の代表と編集する人だけです。",
    "en": "この団体のものを書けるのは、団体の代表と編集する人だけです。",
}
OPENS_NOTHING = {
    "ja": "アクセスキーがないか、間違っているか、期限が切れたか、取り消されています。",
    "en": "The access key is missing, wrong, expired or revoked.",
}


def _reading(user: User) -> Program:
    return Program(user, Scope.READ)


def _expired(user: User) -> Program:
    program = Program(user)
    past = timezone.now() - timedelta(days=31)
    program.secret = create_token(user=user, name="切れた", scope=Scope.WRITE, days=30, now=past)[1]
    return program


def _revoked(user: User) -> Program:
    program = Program(user)
    revoke_token(program.token, by=user)
    return program


def _unknown(user: User) -> Program:
    program = Program(user)
    program.secret = "hub_" + "A" * 43
    return program


WHO: list[tuple[Callable[[User], Program], Level, tuple[int, str], dict[str, str]]] = [
    (_reading, Level.EDITOR, (403, "forbidden"), READ_ONLY),
    (_expired, Level.EDITOR, (401, "unauthenticated"), OPENS_NOTHING),
    (_revoked, Level.EDITOR, (401, "unauthenticated"), OPENS_NOTHING),
    (_unknown, Level.EDITOR, (401, "unauthenticated"), OPENS_NOTHING),
    (Program, Level.VIEWER, (403, "forbidden"), NOT_A_WRITER),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("who", "level", "kind", "reasons"), WHO)
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "PUT"])
def test_who_may_not_write_is_told_why(
    method: str, who: Any, level: Level, kind: tuple[int, str], reasons: dict[str, str], language: str
) -> None:
    ours: Organization = OrganizationFactory.create(verified=True)
    event = complete_event(ours)
    program = who(member(ours, level))
    path = "events/" if method == "POST" else f"events/{event.pk}/"
    answer = program(method, path, {"title": "x", "organizer": ours.pk}, If_Match="*", Accept_Language=language)
    if method == "PUT" and level == Level.VIEWER:
        assert problem(answer) == (405, "method-not-allowed")
        return
    assert (problem(answer), answer.json()["detail"]) == (kind, reasons[language])
    assert ("WWW-Authenticate" in answer.headers) == (kind[0] == 401)
    event.refresh_from_db()
    assert (event.version, event.title) == (1, "こども食堂")
