"""The circle of a demonstration: a sample, published, with its next dates, once."""

from typing import Any

import pytest

from events.circle_enums import MemberState
from events.models import Circle, Occurrence
from hub.accounts.groups import load_groups
from hub.notifications.models import Mailing, Notice
from hub.pages.demo_accounts import make_demo_accounts
from hub.pages.demo_circles import make_demo_circles
from tests.words import load_words

pytestmark = pytest.mark.django_db


def test_the_cafeteria_has_a_circle_with_dates(settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_groups()
    load_words()
    assert list(make_demo_circles()) == []
    list(make_demo_accounts())
    before = Mailing.objects.count()
    assert len(list(make_demo_circles())) == 1
    circle = Circle.objects.listed().get()
    dates = Occurrence.objects.listed().filter(event__circle=circle)
    assert (circle.is_sample, dates.count(), circle.themes.get().key) == (True, 4, "crafts")
    said = [(row.phone, row.email, row.state) for row in circle.members.all()]
    assert said == [("", "", MemberState.MEMBER)] * 3
    assert (list(make_demo_circles()), Mailing.objects.count(), Notice.objects.count()) == ([], before, 0)


def test_it_stays_out_of_a_real_hub(settings: Any) -> None:
    settings.HUB_EMBEDDED = False
    with pytest.raises(RuntimeError):
        list(make_demo_circles())
