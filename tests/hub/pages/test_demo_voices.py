"""The samples of opinions: marked, tied to policies of the plan, made once, and as true to the rules as real ones."""

import pytest
from django.test import Client
from pytest_django import Settings

from hub.pages.demo_voices import make_demo_voices
from indicators.models import OpinionCall
from indicators.services.voices import finish_call, resume_call
from tests.indicators.plans import load, planner
from tests.markup import parse

pytestmark = pytest.mark.django_db


def test_two_calls_are_made_once_and_marked(settings: Settings) -> None:
    settings.HUB_EMBEDDED = True
    assert list(make_demo_voices()) == []  # without a plan of children there is nothing to ask about
    load()
    assert [list(make_demo_voices()) for _start in range(2)] == [["見本の意見の呼びかけ 2件"], []]
    rows = OpinionCall.objects.order_by("pk").values_list("state", "audience", "is_sample")
    assert list(rows) == [("open", "children", True), ("answered", "everyone", True)]
    assert [
        [one.number for one in call.policies.order_by("number")] for call in OpinionCall.objects.order_by("pk")
    ] == [
        [4, 12],
        [1, 12],
    ]
    for call in OpinionCall.objects.all():
        page = parse(Client().get(call.get_absolute_url()))
        assert "この呼びかけは見本です。" in page.one("p", "note").text
    answered = OpinionCall.objects.get(state="answered")
    by = planner()
    resume_call(answered, by=by, note="試験")
    finish_call(answered, by=by)  # each of its opinions has an answer


def test_they_belong_into_the_embedded_mode(settings: Settings) -> None:
    settings.HUB_EMBEDDED = False
    with pytest.raises(RuntimeError):
        list(make_demo_voices())
