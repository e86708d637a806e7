"""Needs and projects, as they can be reported and taken out of sight."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from hub.trust.subjects import Subject, register_subject
from partners import role_subjects
from partners.cocreation_enums import PROJECT
from partners.enums import ABOUT, PUBLIC_NEEDS
from partners.models import Need, Project
from partners.project_rules import can_coordinate
from partners.rules import can_decide_on_need
from partners.services.needs import withdraw_need
from partners.services.project_records import is_public
from partners.services.projects import hide_project

# Those of roles stand in a file of their own; they are known once it is loaded.
__all__ = ["role_subjects"]


def _withdraw(thing: Need, *, by: Any, reason: str) -> None:
    """What was written of the report may name who reported: it does not stand in the history of the need."""
    withdraw_need(thing, by=by)


register_subject(
    Subject(
        kind=ABOUT,
        label=gettext_lazy("地域課題"),
        public=lambda: Need.objects.public().only("title", "state"),
        every=lambda: Need.objects.only("title", "state"),
        staff_url=lambda need: reverse("partners:staff_need", args=[need.pk]),
        is_public=lambda need: need.state in PUBLIC_NEEDS,
        can_hide=lambda user, need: need.state in PUBLIC_NEEDS and can_decide_on_need(user, need),
        hide=_withdraw,
    )
)


def _hide(thing: Project, *, by: Any, reason: str) -> None:
    """``reason``: what staff wrote for those who take part, who read it in its history and their mail."""
    hide_project(thing, by=by, reason=reason)


register_subject(
    Subject(
        kind=PROJECT,
        label=gettext_lazy("共創プロジェクト"),
        public=lambda: Project.objects.public().defer("search_text", "search_tokens", "text"),
        every=lambda: Project.objects.defer("search_text", "search_tokens", "text"),
        staff_url=lambda project: reverse("partners:staff_project", args=[project.pk]),
        is_public=is_public,
        can_hide=lambda user, project: is_public(project) and can_coordinate(user, project),
        hide=_hide,
        tells=True,
    )
)
