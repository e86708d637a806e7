"""Who is told of a project that begins. Called in the transaction of the act.

Whoever asked for projects like it hears of it: by district, field, whom it is for, words, or a place.
"""

from typing import Any

from hub.areas.models import District
from hub.models import Audience
from hub.notifications.enums import NoticeKind
from hub.notifications.services import announce, say_anew, withdraw_notices
from hub.vocabulary import words_of
from partners.cocreation_enums import PROJECT
from partners.models import Project, ProjectTransition

SUBJECT = PROJECT
_EVERYBODY = "everyone"


def announce_started(project: Project, moved: ProjectTransition) -> None:
    """New for those who asked; not what was made up to demonstrate."""
    if project.is_sample:
        return
    project.refresh_from_db(fields=["search_text"])
    audiences = list(project.audiences.all())
    is_for_all = any(one.key == _EVERYBODY for one in audiences)
    districts = District.objects.current() if project.is_everywhere else project.districts
    announce(
        NoticeKind.PUBLISHED, SUBJECT, project.pk, path=project.get_absolute_url(),
        key=f"project:{project.pk}:started:{moved.pk}",
        districts=sorted(districts.values_list("pk", flat=True)),
        themes=sorted(project.themes.values_list("pk", flat=True)),
        audiences=[] if is_for_all else sorted(one.pk for one in audiences if one.pk in words_of(Audience)),
        search_text=project.search_text,
        topics=[f"place:{number}" for number in sorted(project.places.values_list("pk", flat=True))],
        **_said(project),
    )  # fmt: skip


def _said(project: Project) -> dict[str, Any]:
    return {"title": project.title, "text": project.summary}


def announce_edited(project: Project) -> None:
    """What was told and what waits says the new words; nobody is told again."""
    say_anew(SUBJECT, project.pk, **_said(project))


def announce_left(project: Project, *, is_over: bool) -> None:
    """Nothing new is said of it. ``is_over``: its page is still there, so who was told keeps it."""
    withdraw_notices(SUBJECT, project.pk, keep_told=is_over)
