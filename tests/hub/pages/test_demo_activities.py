"""The activities of a demonstration: of a sample role, once, and not in a real hub."""

from typing import Any

import pytest

from hub.accounts.groups import load_groups
from hub.accounts.models import Organization
from hub.pages.demo_accounts import CAFETERIA, make_demo_accounts
from hub.pages.demo_activities import make_demo_activities
from partners.models import Hours, RoleApplication, SkillOffer
from tests.partners.cocreation import role

pytestmark = pytest.mark.django_db


def test_somebody_does_a_role_and_somebody_waits(settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_groups()
    list(make_demo_accounts())
    assert list(make_demo_activities()) == []
    for title in ("配ぜんの手伝い", "宿題を見る"):
        role(organization=Organization.objects.get(name=CAFETERIA[0]), title=title, is_sample=True)
    assert len(list(make_demo_activities())) == 1
    states = sorted(RoleApplication.objects.values_list("state", flat=True))
    assert (states, Hours.objects.counting().count(), SkillOffer.objects.count()) == (["accepted", "sent"], 1, 1)
    assert list(make_demo_activities()) == []


def test_it_stays_out_of_a_real_hub(settings: Any) -> None:
    settings.HUB_EMBEDDED = False
    with pytest.raises(RuntimeError):
        list(make_demo_activities())
