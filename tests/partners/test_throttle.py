"""How many certificates one client may look at; over that nothing is told, not even what is true."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from partners.services.certificates import code_of
from partners.throttle import take_form_turn, take_pdf_turn, take_turn
from tests.partners.registrations import S, registration


@pytest.fixture(autouse=True)
def _empty(settings: Any) -> None:
    cache.clear()
    settings.HUB_CERTIFICATE_LIMITS = {"client": ((60, 2),), "all": ((60, 3),)}


def test_each_client_and_all_together_have_their_limit() -> None:
    now = 86_400.0 * 20_000
    assert [take_turn("a", now=now) for _turn in range(3)] == [0, 0, 61]
    assert [take_turn("b", now=now) for _turn in range(2)] == [0, 61]
    assert take_turn("a", now=now + 60) == 0


def test_members_who_make_pdfs_are_counted_each_for_themselves_and_apart_from_looks(settings: Any) -> None:
    settings.HUB_CERTIFICATE_PDF_LIMITS = {"client": ((60, 1),), "all": ((60, 2),)}
    now = 86_400.0 * 20_000
    assert [take_turn("1", now=now), take_pdf_turn(1, now=now), take_pdf_turn(1, now=now)] == [0, 0, 61]
    assert [take_pdf_turn(2, now=now), take_pdf_turn(3, now=now), take_pdf_turn(1, now=now + 60)] == [0, 61, 0]


def test_what_one_client_types_shuts_no_other_out() -> None:
    limits = {"client": ((60, 9),), "contact": ((60, 1),), "all": ((60, 9),)}
    sent = [("a", ["0", "x@y"]), ("a", ["1", "x@y"]), ("a", ["2", ""]), ("b", ["0", "x@y"]), ("b", ["0", ""])]
    held = [take_form_turn("need", client, contacts, limits, now=86_400.0 * 20_000) for client, contacts in sent]
    assert [one.is_of_contact if one else None for one in held] == [None, True, None, None, True]


@pytest.mark.django_db
def test_over_the_limit_the_true_code_is_answered_like_a_wrong_one() -> None:
    one = registration(S.APPROVED)
    right, wrong = f"/partners/check/{one.number}/{code_of(one)}/", f"/partners/check/{one.number}/0000-0000-0000/"
    assert [Client().get(path).status_code for path in (wrong, right)] == [200, 200]
    answers = [Client().get(path) for path in (wrong, right)]
    assert [answer.status_code for answer in answers] == [429, 429]
    assert [one.organization.name in answer.content.decode() for answer in answers] == [False, False]
    assert all(int(answer.headers["Retry-After"]) <= 61 for answer in answers)
