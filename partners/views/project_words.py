"""A project as pages show it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.models import Event, Place
from hub.small_counts import LEAST, shown
from partners.cocreation_enums import PartState, ProjectAction, ProjectState
from partners.enums import Offer
from partners.models import Need, Project, ProjectPart, ProjectReport, ProjectResult, ProjectTransition
from partners.services.projects import REPORTED

TAGS = {ProjectState.PREPARING: "care", ProjectState.RUNNING: "on", ProjectState.HIDDEN: "bad"}
PART_TAGS = {PartState.INVITED: "care", PartState.JOINED: "on"}
MOST_SHOWN = 50
MINUTES = 60
_DONE = {
    ProjectAction.BEGIN: _("立ち上げました"),
    ProjectAction.EDIT: _("書きなおしました"),
    ProjectAction.START: _("公開して始めました"),
    ProjectAction.END: _("終えて、報告を公開しました"),
    ProjectAction.STOP: _("途中でやめました"),
    ProjectAction.RESUME: _("もう一度進めることにしました"),
    ProjectAction.HIDE: _("公開を止めました"),
    ProjectAction.SHOW: _("公開の停止を解きました"),
    ProjectAction.INVITE: _("さそいました"),
    ProjectAction.JOIN: _("加わりました"),
    ProjectAction.REFUSE: _("今回は加わらないことにしました"),
    ProjectAction.LEAVE: _("抜けました"),
    ProjectAction.REMOVE: _("外しました"),
    ProjectAction.LEAD: _("とりまとめになりました"),
    ProjectAction.RESULT: _("できたことを書きました"),
    ProjectAction.MILESTONE: _("予定を書きました"),
}


def done(transition: ProjectTransition) -> str:
    """What was done, in the past."""
    return str(_DONE[ProjectAction(transition.action)])


def tag_of(project: Project) -> str:
    return TAGS.get(ProjectState(project.state), "")


def row_of(project: Project) -> dict[str, Any]:
    """As a row of a list shows it. ``project`` is loaded by ``for_list``."""
    parts: Any = project.shown_parts  # type: ignore[attr-defined]
    names = [] if project.is_everywhere else [district.short_name for district in project.districts.all()]
    return {
        "project": project,
        "tag": tag_of(project),
        "districts": names,
        "names": [part.organization.name for part in parts],
    }


def hours(minutes: int) -> str:
    """90 is 1時間30分."""
    whole, rest = divmod(minutes, MINUTES)
    if not whole:
        return __("%(rest)d分") % {"rest": rest}
    return (__("%(whole)d時間%(rest)d分") if rest else __("%(whole)d時間")) % {"whole": whole, "rest": rest}


def totals_of(counts: Sequence[tuple[int | None, int | None]]) -> dict[str, str]:
    """Of all results, people and minutes. Days with fewer than ten people are left out of the sum: nothing is to be subtracted.

    Empty where nobody counted.
    """
    people = [number for number, _minutes in counts if number]
    told = sum(number for number in people if number >= LEAST)
    minutes = sum(number for _people, number in counts if number)
    has_small = any(number < LEAST for number in people)
    said = __("のべ%(n)s人") % {"n": f"{told:,}"} if told else __("どの日も10人未満") if people else ""
    return {
        "people": __("%(said)s以上") % {"said": said} if told and has_small else said,
        "hours": hours(minutes) if minutes else "",
    }


def people_of(number: int) -> str:
    """So many, small numbers withheld."""
    return __("10人未満") if 0 < number < LEAST else __("%(n)s人") % {"n": shown(number)}


def result_of(result: ProjectResult) -> dict[str, Any]:
    """``people``: small counts are withheld."""
    organization = result.organization
    return {
        "one": result,
        "people": people_of(result.people) if result.people is not None else "",
        "hours": hours(result.minutes) if result.minutes else "",
        "by": organization if organization and organization.is_verified else None,
    }


def part_of(part: ProjectPart) -> dict[str, Any]:
    return {
        "part": part,
        "tag": PART_TAGS.get(PartState(part.state), ""),
        "offers": [str(Offer(key).label) for key in part.offers],
    }


def report_of(project: Project) -> list[tuple[str, str]]:
    """What stands in it, each under its question; what was not written is left out."""
    report = ProjectReport.objects.filter(project=project).first()
    written = [(name, getattr(report, name)) for name in REPORTED] if report else []
    return [
        (str(getattr(ProjectReport._meta.get_field(name), "verbose_name", name)), text)
        for name, text in written
        if text
    ]


def page_context(project: Project) -> dict[str, Any]:
    """What the page of a project shows, also before it is public."""
    parts = ProjectPart.objects.shown().filter(project=project).select_related("organization")
    results = project.results.select_related("organization")[:MOST_SHOWN]
    is_over = project.state == ProjectState.ENDED
    return {
        "project": project,
        "tag": tag_of(project),
        "parts": [part_of(part) for part in parts],
        "needs": Need.objects.public().filter(projects=project).only("title", "state").order_by("pk"),
        "places": Place.objects.public().filter(projects=project).only("name", "state").order_by("kana", "pk"),
        "events": Event.objects.public().filter(projects=project, is_for_members=False).only("title", "state").order_by("pk"),
        "districts": [] if project.is_everywhere else list(project.districts.only("name").order_by("pk")),
        "themes": list(project.themes.all()),
        "audiences": list(project.audiences.all()),
        "milestones": project.milestones.all(),
        "results": [result_of(result) for result in results],
        "totals": totals_of(list(project.results.values_list("people", "minutes"))),
        "is_over": is_over,
        "report": report_of(project) if is_over else [],
    }  # fmt: skip
