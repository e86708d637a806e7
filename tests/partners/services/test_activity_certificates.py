"""A certificate is of what both sides confirmed; of one changed character anywhere it is not verified."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from partners.models import ActivityCertificate, RoleCourse
from partners.services import activity_certificates as services
from partners.services.certificates import LETTERS, normalized, tidy_number
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.partners.activities import certificate, editor_of, hours, working

pytestmark = pytest.mark.django_db


def test_it_sums_what_counts_and_nothing_else() -> None:
    one = working()
    university = OrganizationFactory(verified=True, name="見本大学")
    one.course = RoleCourse.objects.create(
        role=one.role, university=university, state="confirmed", name="地域入門", credit="2単位",
        asked_at=timezone.now(), decided_at=timezone.now(),
    )  # fmt: skip
    one.save()
    hours(one, minutes=60, ago=9), hours(one, minutes=30, ago=9), hours(one, minutes=45, ago=2)
    hours(one, minutes=500, ago=1, counts=False)
    made = services.make_certificate(one, by=one.user, name=" 八王子 花 ")
    today = timezone.localdate()
    assert (made.name, made.minutes, made.days) == ("八王子 花", 135, 2)
    assert (made.from_on, made.until_on) == (today - timedelta(days=9), today - timedelta(days=2))
    assert (made.role_title, made.organization_name) == (one.role.title, one.role.organization.name)
    assert made.course_name == "見本大学・地域入門・2単位"
    assert services.verify(made.number, services.code_of(made)).is_true


def test_of_nothing_confirmed_and_by_nobody_else_none_is_made() -> None:
    one = working()
    hours(one, counts=False)
    for by, error in ((one.user, "まだありません"), (editor_of(one), "本人だけ"), (UserFactory(), "本人だけ")):
        with pytest.raises(DomainError, match=error):
            services.make_certificate(one, by=by, name="花")
    hours(one)
    with pytest.raises(DomainError, match="お名前を書いて"):
        services.make_certificate(one, by=one.user, name=" ")
    assert ActivityCertificate.objects.count() == 0


def _others(letter: str) -> str:
    return "".join(one for one in LETTERS if one != letter)


def test_one_changed_character_of_number_or_code_is_not_verified() -> None:
    made = certificate(working())
    code = services.code_of(made)
    assert services.verify(made.number.lower(), code.lower().replace("-", " ")).is_true
    for place, letter in enumerate(code):
        for other in _others(letter) if letter != "-" else ():
            assert services.verify(made.number, code[:place] + other + code[place + 1 :]).certificate is None
        shorter = code[:place] + code[place + 1 :]
        if normalized(shorter) != normalized(code):
            assert services.verify(made.number, shorter).certificate is None
    for place, letter in enumerate(made.number):
        changed = made.number[:place] + ("X" if letter != "X" else "Y") + made.number[place + 1 :]
        assert tidy_number(changed) != made.number
        assert services.verify(changed, code).certificate is None


_TEXTS = ("number", "name", "role_title", "organization_name", "course_name")
_NUMBERS = ("minutes", "days")
_DAYS = ("from_on", "until_on")


def test_one_changed_character_of_what_stands_on_it_is_not_verified() -> None:
    """Of every field, at every place; also a character more, one less, and one that moved into the next field."""
    made = certificate(working(), course_name="見本大学")
    code = services.code_of(made)

    def holds(**changed: Any) -> bool:
        one = ActivityCertificate.objects.get()
        for name, value in changed.items():
            setattr(one, name, value)
        return services.code_of(one) == code

    assert holds()
    for name in _TEXTS:
        text = getattr(made, name)
        for place in range(len(text)):
            assert not holds(**{name: text[:place] + "ｘ" + text[place + 1 :]})
            assert not holds(**{name: text[:place] + text[place + 1 :]})
        assert not holds(**{name: text + " "})
    for first, second in pairwise(_TEXTS):
        moved = {first: getattr(made, first)[:-1], second: getattr(made, first)[-1] + getattr(made, second)}
        assert not holds(**moved)
    assert not any(holds(**{name: getattr(made, name) + step}) for name in _NUMBERS for step in (-1, 1, 10))
    steps = (timedelta(days=-1), timedelta(days=1))
    assert not any(holds(**{name: getattr(made, name) + step}) for name in _DAYS for step in steps)
    assert not holds(issued_at=made.issued_at + timedelta(microseconds=1))
    assert not holds(pk=made.pk + 1)


def test_another_key_makes_another_code_and_an_old_key_is_known_still(settings: Any) -> None:
    made = certificate(working())
    code, old = services.code_of(made), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert services.verify(made.number, code).certificate is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert services.verify(made.number, code).is_true


def test_revoked_says_so_and_why() -> None:
    made = certificate(working())
    by, coordinator = editor_of(made.application), UserFactory(coordinator=True)
    for one in (made.application.user, UserFactory(), UserFactory(planner=True)):
        with pytest.raises(DomainError, match="取り消せるのは"):
            services.revoke_certificate(made, by=one, reason="まちがい")
    with pytest.raises(DomainError, match="理由"):
        services.revoke_certificate(made, by=by, reason=" ")
    services.revoke_certificate(made, by=coordinator, reason="日がまちがっていました")
    verdict = services.verify(made.number, services.code_of(made))
    assert verdict.certificate is not None
    assert (verdict.is_true, verdict.certificate.revoked_reason) == (False, "日がまちがっていました")
    with pytest.raises(DomainError, match="もう取り消されています"):
        services.revoke_certificate(made, by=by, reason="もういちど")
    assert [mail.user_id for mail in Mailing.objects.all()] == [made.application.user_id]


def test_the_running_hub_writes_a_certificate_once() -> None:
    certificate(working())
    for column in ("name = 'X'", "minutes = 9999", "nonce = gen_random_uuid()"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE partners_activitycertificate SET {column}")
