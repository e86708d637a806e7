"""The projects of a demonstration: samples, one that runs and one with its report, made once."""

from typing import Any

import pytest

from hub.accounts.groups import load_groups
from hub.notifications.models import Notice
from hub.pages.demo_accounts import make_demo_accounts
from hub.pages.demo_projects import make_demo_projects
from hub.pages.demo_proposals import make_demo_proposals
from partners.models import Project
from tests.words import load_words

pytestmark = pytest.mark.django_db


def test_one_runs_and_one_has_its_report(settings: Any) -> None:
    settings.HUB_EMBEDDED = True
    load_groups()
    load_words()
    assert list(make_demo_projects()) == []
    list(make_demo_accounts())
    # The project of the accepted proposal is another one.
    list(make_demo_proposals())
    assert len(list(make_demo_projects())) == 1
    rows = Project.objects.public().order_by("pk")
    assert [(one.state, one.is_sample, one.parts.count()) for one in rows] == [("running", True, 2), ("ended", True, 2)]
    assert (list(make_demo_projects()), Notice.objects.count()) == ([], 0)
    settings.HUB_EMBEDDED = False
    with pytest.raises(RuntimeError):
        list(make_demo_projects())
