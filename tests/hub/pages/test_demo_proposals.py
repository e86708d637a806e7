"""The proposals of a demonstration: samples in three states, once."""

from typing import Any

import pytest

from hub.accounts.groups import load_groups
from hub.pages.demo_accounts import make_demo_accounts
from hub.pages.demo_proposals import make_demo_proposals
from partners.models import Project, Proposal
from tests.words import load_words

pytestmark = pytest.mark.django_db


def test_three_samples_are_made_once(settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_groups()
    load_words()
    assert list(make_demo_proposals()) == []
    list(make_demo_accounts())
    assert len(list(make_demo_proposals())) == 1
    assert sorted(Proposal.objects.values_list("state", "is_sample")) == [
        ("accepted", True),
        ("draft", True),
        ("talking", True),
    ]
    assert list(Project.objects.values_list("state", "is_sample")) == [("preparing", True)]
    assert (list(make_demo_proposals()), Proposal.objects.count()) == ([], 3)


def test_it_stays_out_of_a_real_hub(settings: Any) -> None:
    settings.HUB_EMBEDDED = False
    with pytest.raises(RuntimeError):
        list(make_demo_proposals())
