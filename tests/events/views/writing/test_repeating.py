"""A repetition on the page: days without their year, days off, what is shown before anything is saved."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Event
from hub.accounts.models import Organization
from tests.events.views.conftest import at
from tests.events.views.writing.forms import problems, write
from tests.markup import parse

pytestmark = pytest.mark.django_db

MONTHLY = {
    "title": "会", "repeat_kind": "monthly_weekday", "rule_starts_at_0": "12/12", "rule_starts_at_1": "１１時",
    "repeat_ends": "12:00", "repeat_weeks": ["2"], "repeat_weekdays": ["5"], "repeat_until": "4/30",
}  # fmt: skip


def _new(ours: Organization) -> str:
    return reverse("writing:event_new", args=[ours.pk])


def test_days_without_their_year_are_the_next_to_come(client: Client, ours: Organization) -> None:
    write(client, _new(ours), **MONTHLY, rule_excluded_on="1/9")
    event = Event.objects.get()
    assert (event.rule_starts_at, event.rule_excluded_on) == (at(12, 12, 11), [date(2027, 1, 9)])
    assert [row.starts_at for row in event.occurrences.order_by("starts_at")] == [
        at(12, 12, 11), at(2, 13, 11, year=2027), at(3, 13, 11, year=2027), at(4, 10, 11, year=2027),
    ]  # fmt: skip
    page = parse(client.get(reverse("writing:event_edit", args=[ours.pk, event.pk])))
    boxes = {
        label.text: label.one("input").attributes["value"]
        for label in page.one("fieldset", id="id_rule_starts_at").all("label")
    }
    assert boxes == {"最初の日": "2026-12-12", "始まりの時刻": "11:00"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1/9\n年末\n2/30", "「年末」「2/30」は日付ではありません（例: 12/29、2026-12-29）。"),
        ("1/2\n1/9\n1/16", "くり返しの日ではありません：2027年1月2日(土)、2027年1月16日(土)。日を直すか、消してください。"),
    ],
)  # fmt: skip
def test_every_day_off_that_is_none_is_named(client: Client, ours: Organization, written: str, said: str) -> None:
    for act in ("save", "check"):
        assert [text.endswith(said) for text in problems(write(client, _new(ours), act, **MONTHLY, rule_excluded_on=written))] == [True]  # fmt: skip
    assert not Event.objects.exists()


def test_days_off_of_an_older_rule_do_not_hinder(client: Client, ours: Organization) -> None:
    write(client, _new(ours), **MONTHLY, rule_excluded_on="1/9")
    event = Event.objects.get()
    address = reverse("writing:event_edit", args=[ours.pk, event.pk])
    assert write(client, address, repeat_weeks=["3"], rule_starts_at_0="12/19").status_code == 302
    event.refresh_from_db()
    assert (event.rrule, event.rule_excluded_on) == ("FREQ=MONTHLY;BYDAY=3SA;UNTIL=20270430", [date(2027, 1, 9)])


def test_the_days_are_shown_where_one_looks_and_said_above(client: Client, ours: Organization) -> None:
    first: Any = parse(client.get(_new(ours)))
    button = first.one("button", value="check")
    assert button.attributes["formaction"] == "#dates-to-be"
    page = parse(write(client, _new(ours), "check", **MONTHLY))
    assert page.one("div", id="dates-to-be").one("b").text == "5日できます。"
    assert page.one("a", href="#dates-to-be").text == "くり返しで、12月12日(土)から5日できます。まだ保存していません。"
