"""Every act on an application × every state × every kind of user, by a table written by hand."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone

from hub.accounts.enums import Level
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from partners.models import ApplicationMessage, ApplicationTransition, Hours, Role, RoleApplication
from partners.role_enums import ApplicationState
from partners.services import applications as services
from partners.services import hours as hour_services
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import application, role

pytestmark = pytest.mark.django_db

JST = ZoneInfo("Asia/Tokyo")
STATES = [str(state) for state in ApplicationState]
LETTERS = dict(zip("SVADWE", STATES, strict=True))
# To which state an act leads from each of these; "." where it may not be.
TABLE = """
invite   V . . . . .
accept   A A . . . .
decline  D D . . . .
withdraw W W . . . .
end      . . E . . .
message  S V A D W E
hours    . . A . . E
"""
MEMBERS, PERSON = {"owner", "editor"}, {"applicant", "applicant_member"}
MAY = {
    "invite": MEMBERS, "accept": MEMBERS, "decline": MEMBERS, "withdraw": PERSON, "end": MEMBERS | PERSON,
    "message": MEMBERS | PERSON, "hours": MEMBERS | PERSON,
}  # fmt: skip
PEOPLE = (
    *("applicant", "applicant_member", "owner", "editor", "viewer", "outsider", "other_applicant", "coordinator"),
    *("administrator", "consultation", "visitor", "gone"),
)
DO: dict[str, Callable[[RoleApplication, Any], Any]] = {
    "invite": lambda one, by: services.invite_to_visit(one, by=by, text="水曜の2時に"),
    "accept": lambda one, by: services.accept_application(one, by=by),
    "decline": lambda one, by: services.decline_application(one, by=by, text="人がそろいました"),
    "withdraw": lambda one, by: services.withdraw_application(one, by=by),
    "end": lambda one, by: services.end_application(one, by=by),
    "message": lambda one, by: services.write_message(one, by=by, text="こんにちは"),
    "hours": lambda one, by: hour_services.write_hours(one, by=by, on=_day(one), minutes=60),
}


def _day(one: RoleApplication) -> Any:
    return timezone.localdate(one.decided_at or one.applied_at)


def _person(kind: str, one: RoleApplication) -> Any:
    match kind:
        case "applicant" | "applicant_member":
            return one.user
        case "owner" | "editor" | "viewer":
            return member_of(one.role.organization, Level(kind))
        case "outsider":
            return member_of(OrganizationFactory(verified=True))
        case "other_applicant":
            return application("sent", to=one.role).user
        case "coordinator" | "administrator" | "consultation":
            return UserFactory(**{kind: True})
        case "gone":
            return member_of(one.role.organization, Level.OWNER, is_active=False)
    return AnonymousUser()


def _targets(state: str) -> dict[str, str]:
    rows = [line.split() for line in TABLE.split("\n") if line]
    return {act: LETTERS.get(cells[STATES.index(state)], "") for act, *cells in rows}


def _all() -> tuple[int, int, int, int]:
    counted = (ApplicationTransition, ApplicationMessage, Hours, Mailing)
    return tuple(model.objects.count() for model in counted)  # type: ignore[return-value]


@pytest.mark.parametrize("state", STATES)
def test_every_act_in_every_state_by_every_kind_of_user(state: str) -> None:
    """What is refused leaves nothing behind, not even a mail."""
    one = application(state)
    people = {kind: _person(kind, one) for kind in PEOPLE}
    taken, before = Role.objects.get(pk=one.role_id).filled, _all()
    for act, target in _targets(state).items():
        for kind, by in people.items():
            with transaction.atomic():
                said = _said(one, act, kind, by)
                expected = target if kind in MAY[act] else ""
                assert (act, kind, said) == (act, kind, expected)
                is_moved = bool(expected) and act not in {"message", "hours"}
                assert ApplicationTransition.objects.count() - before[0] == is_moved, (act, kind)
                if not expected:
                    assert _all() == before, (act, kind)
                elif is_moved:
                    now_there = taken + (target == "accepted") - (state == "accepted")
                    assert Role.objects.get(pk=one.role_id).filled == now_there
                transaction.set_rollback(True)


def _said(one: RoleApplication, act: str, kind: str, by: Any) -> str:
    """The state that it led to, or nothing."""
    if kind == "applicant_member":
        MembershipFactory(organization=one.role.organization, user=by, level=Level.OWNER)
    try:
        DO[act](RoleApplication.objects.get(pk=one.pk), by)
    except DomainError:
        return ""
    return str(RoleApplication.objects.get(pk=one.pk).state)


def test_states_are_those_of_the_model_and_acts_those_of_the_table() -> None:
    assert [state for _letter, state in LETTERS.items()] == [
        "sent", "visiting", "accepted", "declined", "withdrawn", "ended",
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "published", "closed", "hidden"])
@pytest.mark.parametrize("is_verified", [True, False])
def test_one_applies_for_what_is_published_by_whom_the_city_has_verified(state: str, is_verified: bool) -> None:
    one, by = role(state), UserFactory()
    if not is_verified:
        one.organization.verification = "suspended"
        one.organization.save()
    if state == "published" and is_verified:
        services.apply(one, by=by, said=services.Said("はな"))
        assert RoleApplication.objects.get().state == "sent"
    else:
        with pytest.raises(DomainError, match="いまは募集していません"):
            services.apply(one, by=by, said=services.Said("はな"))
        assert RoleApplication.objects.count() == 0


@pytest.mark.parametrize("last", ["apply_until", "ends_on"])
@pytest.mark.parametrize(("second", "is_taken"), [(-1, True), (0, False), (1, False)])
def test_the_last_day_to_apply_ends_at_midnight_and_not_when_a_worker_comes(
    last: str, second: int, is_taken: bool
) -> None:
    one, by, midnight = role(**{last: date(2026, 12, 31)}), UserFactory(), datetime(2027, 1, 1, tzinfo=JST)
    moment = midnight + timedelta(seconds=second)
    if is_taken:
        services.apply(one, by=by, said=services.Said("はな"), now=moment)
    else:
        with pytest.raises(DomainError, match="締切が過ぎました"):
            services.apply(one, by=by, said=services.Said("はな"), now=moment)
    assert RoleApplication.objects.count() == is_taken


@pytest.mark.parametrize(("state", "verification"), [("hidden", "verified"), ("published", "suspended")])
@pytest.mark.parametrize("act", ["invite", "accept"])
def test_nobody_is_taken_in_where_the_role_or_the_organisation_was_stopped(
    act: str, state: str, verification: str
) -> None:
    one = application("sent", to=role(state))
    by = member_of(one.role.organization)
    one.role.organization.verification = verification
    one.role.organization.save()
    with pytest.raises(DomainError, match="公開が止まっている"):
        DO[act](RoleApplication.objects.get(), by)
    DO["decline"](RoleApplication.objects.get(), by)
    assert RoleApplication.objects.get().state == "declined"


def test_the_history_is_only_added_to() -> None:
    one = application("sent")
    services.withdraw_application(one, by=one.user)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE partners_applicationtransition SET action = 'end'")
