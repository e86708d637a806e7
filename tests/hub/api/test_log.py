"""Tokens of the change log: what they reach, and when they no longer hold."""

from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.accounts.enums import Verification
from hub.accounts.models import Organization
from hub.api.log import forget_old_changes, look_at_log, renew_epoch
from hub.api.models import FeedState
from hub.changes import record_changes
from hub.models import Change, ChangeAction, Theme
from tests.database import as_owner
from tests.hub.accounts.factories import OrganizationFactory

pytestmark = pytest.mark.django_db


def theme(key: str) -> Theme:
    made = Theme.objects.create(key=key, name=key)
    record_changes([made], ChangeAction.CHANGED)
    return made


def ask(**query: Any) -> Any:
    return Client().get("/api/v1/changes/", query)


def told(token: str, **query: Any) -> list[tuple[str, int, str]]:
    answer = ask(since=token, **query)
    assert answer.status_code == 200, answer.content
    return [(one["kind"], one["id"], one["action"]) for one in answer.json()["changes"]]


def test_without_a_token_one_gets_the_token_of_now() -> None:
    theme("a")
    said = ask().json()
    assert (said["changes"], said["has_more"]) == ([], False)
    later = theme("b")
    assert told(said["next"]) == [("themes", later.pk, "changed")]
    assert ask(since=said["next"]).json()["next_url"].endswith(f"since={ask().json()['next']}")


def test_each_thing_is_told_once_as_it_is_now() -> None:
    token = ask().json()["next"]
    one, other = theme("a"), theme("b")
    one.name = "あたらしい名前"
    one.save()
    record_changes([one], ChangeAction.CHANGED)
    said = ask(since=token, expand="object").json()
    assert [(change["id"], change["object"]["name"]) for change in said["changes"]] == [
        (other.pk, "b"),
        (one.pk, "あたらしい名前"),
    ]


def test_pages_of_changes_end() -> None:
    token = ask().json()["next"]
    made = [theme(key).pk for key in "abcde"]
    found, more, steps = [], True, 0
    while more:
        said = ask(since=token, page_size=2).json()
        found += [change["id"] for change in said["changes"]]
        token, more, steps = said["next"], said["has_more"], steps + 1
    assert (found, steps) == (made, 3)
    assert told(token) == []


def test_other_kinds_move_the_token_on() -> None:
    token = ask().json()["next"]
    theme("a")
    assert told(token, kind="events,places") == []
    assert ask(since=token, kind="events").json()["next"] == ask().json()["next"] != token


@pytest.mark.parametrize(
    "token", ["000000000000-0", "x", "12", "{epoch}-999999999", "{epoch}-", "{epoch}--1", "{epoch}"]
)
def test_a_token_of_another_log_is_gone(token: str) -> None:
    answer = ask(since=token.format(epoch=look_at_log().epoch))
    assert (answer.status_code, answer.json()["type"].split("#")[1]) == (410, "token-expired")


def test_a_new_epoch_ends_all_tokens() -> None:
    token = ask().json()["next"]
    call_command("renew_feed_epoch")
    assert ask(since=token).status_code == 410
    renew_epoch()
    assert ask(since=ask().json()["next"]).status_code == 200


def test_a_lost_state_is_a_new_epoch() -> None:
    renew_epoch()
    token = ask().json()["next"]
    FeedState.objects.all().delete()
    assert ask(since=token).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_what_is_older_than_thirteen_months_goes_and_nothing_younger() -> None:
    renew_epoch()  # the row that a migration makes was taken back by the test before
    with transaction.atomic():
        made = [theme(key) for key in "abcd"]
    rows = list(Change.objects.order_by("id"))
    tokens = [look_at_log().token(row.pk) for row in rows]
    edge = timezone.now() - relativedelta(months=13)
    with as_owner(), connection.cursor() as cursor:
        for row, days in zip(rows, (-30, -1, 1, 2), strict=True):
            cursor.execute("UPDATE hub_change SET created_at = %s WHERE id = %s", [edge + timedelta(days=days), row.pk])
    assert (forget_old_changes(), forget_old_changes()) == (2, 0)
    assert list(Change.objects.order_by("id").values_list("object_id", flat=True)) == [one.pk for one in made[2:]]
    assert [ask(since=token).status_code for token in tokens] == [410, 200, 200, 200]
    assert told(tokens[1]) == [("themes", made[2].pk, "changed"), ("themes", made[3].pk, "changed")]


@pytest.mark.django_db(transaction=True)
def test_the_newest_of_a_kind_stays_so_that_numbers_only_grow() -> None:
    with transaction.atomic():
        theme("a")
    newest = look_at_log().newest
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE hub_change SET created_at = now() - interval '5 years'")
    assert (forget_old_changes(), look_at_log().newest) == (0, newest)


def test_the_running_hub_deletes_in_no_other_way() -> None:
    theme("a")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Change.objects.all().delete()


def test_what_was_withdrawn_is_told_whatever_was_done_with_it_afterwards() -> None:
    shown = OrganizationFactory.create(verified=True)
    record_changes([shown], ChangeAction.PUBLISHED)
    token = ask().json()["next"]
    Organization.objects.update(verification=Verification.SUSPENDED)
    record_changes([shown], ChangeAction.WITHDRAWN)
    record_changes([shown], ChangeAction.CHANGED)
    assert told(token) == [("organizations", shown.pk, "withdrawn")]
    assert Client().get(f"/api/v1/organizations/{shown.pk}/").status_code == 410


@pytest.mark.django_db(transaction=True)
def test_who_begins_is_told_again_what_was_written_lately(settings: Settings) -> None:
    """Lists of another process may be a second old; the token must not be younger than they are."""
    settings.HUB_API_SETTLED_SECONDS = 120
    renew_epoch()
    with transaction.atomic():
        old, new = theme("a"), theme("b")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE hub_change SET created_at = now() - interval '5 minutes' WHERE object_id = %s", [old.pk])
    assert told(ask().json()["next"]) == [("themes", new.pk, "changed")]


def test_what_nobody_could_see_is_not_told() -> None:
    """A change of an organisation that is not verified renews pages; to clients it does not exist."""
    token = ask().json()["next"]
    hidden = OrganizationFactory.create(name="まだ確かめていない団体")
    record_changes([hidden], ChangeAction.CHANGED)
    assert told(token) == []
    shown = OrganizationFactory.create(verified=True)
    record_changes([shown], ChangeAction.PUBLISHED)
    assert told(token) == [("organizations", shown.pk, "published")]
