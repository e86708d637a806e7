"""Roles of the demonstration: of all kinds, samples, told to nobody, made once, and found by ガクチカ."""

from typing import Any

import pytest

from hub.accounts.groups import load_groups
from hub.notifications.models import Mailing, Notice
from hub.pages.demo_accounts import make_demo_accounts
from hub.pages.demo_roles import make_demo_roles
from partners.models import Role
from partners.role_enums import RoleKind
from tests.words import load_words

pytestmark = pytest.mark.django_db


def test_the_cafeteria_posts_roles_of_all_kinds(settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_groups()
    load_words()
    assert list(make_demo_roles()) == []
    list(make_demo_accounts())
    before = Mailing.objects.count()
    assert len(list(make_demo_roles())) == 1
    listed = Role.objects.listed()
    assert (listed.count(), {role.kind for role in listed}, {role.is_sample for role in listed}) == (
        6,
        set(RoleKind.values),
        {True},
    )
    assert (listed.with_course().count(), listed.matching("ガクチカ").count()) == (1, 2)
    assert (list(make_demo_roles()), Mailing.objects.count(), Notice.objects.count()) == ([], before, 0)


def test_they_stay_out_of_a_real_hub(settings: Any) -> None:
    settings.HUB_EMBEDDED = False
    with pytest.raises(RuntimeError):
        list(make_demo_roles())
