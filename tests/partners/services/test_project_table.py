"""Every act on a project and on a part of it × every state × every kind of user, by tables written by hand."""

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction
from django.utils import timezone

from hub.accounts.enums import Level
from hub.exceptions import DomainError
from hub.models import Change
from hub.notifications.models import Mailing
from partners.cocreation_enums import PUBLIC_PROJECTS, PartState, ProjectAction, ProjectState
from partners.models import Milestone, Project, ProjectPart, ProjectReport, ProjectResult, ProjectTransition
from partners.services import project_contents, project_parts, projects
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import part, project

pytestmark = pytest.mark.django_db

STATES = ["preparing", "running", "ended", "stopped", "hidden", "unshown"]
# To which state an act leads from each of these; "." where it may not be. "unshown": stopped before it was published.
TABLE = """
edit      P R . . . .
report    P R . . . .
milestone P R . . . .
mark      P R . . . .
unplan    P R . . . .
result    P R . . . .
unresult  P R . . . .
start     R . . . . .
end       . E . . . .
stop      S S . . . .
invite    P R . . . .
resume    . . R R . P
hide      . H H H . .
show      . . . . R .
"""
LETTERS = {"P": "preparing", "R": "running", "E": "ended", "S": "stopped", "H": "hidden"}
PARTS = ["invited", "joined", "refused", "left"]
# The same of a part, I, J, N, L, while its project is prepared or runs; in all other states nothing of it may be done.
PART_TABLE = """
join   J . . .
refuse N . . .
leave  . L . .
remove L L . .
lead   . J . .
do     . J . .
"""
PART_LETTERS = dict(zip("IJNL", PARTS, strict=True))
CITY = {"coordinator", "administrator"}
WRITERS = {"lead_owner", "lead_editor", "partner"}
LEADERS = {"lead_owner", "lead_editor"}
MAY = {
    **dict.fromkeys(("edit", "report", "milestone", "mark", "unplan", "result"), WRITERS | CITY),
    # What the one that leads wrote is not for another to take out.
    "unresult": LEADERS | CITY,
    **dict.fromkeys(("start", "end", "stop", "invite"), LEADERS | CITY),
    **dict.fromkeys(("resume", "hide", "show"), CITY),
}
PART_MAY = {
    **{act: {"own"} for act in ("join", "refuse", "leave", "do")},
    **dict.fromkeys(("remove", "lead"), LEADERS | CITY),
}
# All states for who may do something; who may not in one may not in the others: that is asked before the state.
PEOPLE = (
    *("lead_owner", "lead_editor", "lead_viewer", "partner", "invited", "left", "suspended", "outsider", "gone"),
    *("coordinator", "administrator", "member_coordinator", "consultation", "visitor"),
)
ACTION = {
    **dict.fromkeys(("edit", "report", "do"), "edit"),
    **dict.fromkeys(("mark", "unplan"), "milestone"),
    "unresult": "result",
}
REPORT = dict.fromkeys(projects.REPORTED, "書きました")

DO: dict[str, Callable[[Project, Any, Any], Any]] = {
    "edit": lambda one, by, _o: projects.write_project(one, by=by, values={"text": "べつの文"}, seen_version=1),
    "report": lambda one, by, _o: projects.write_report(one, by=by, values={"did": "べつの報告"}, seen_version=1),
    "milestone": lambda one, by, _o: project_contents.add_milestone(one, by=by, title="開ける"),
    "mark": lambda one, by, _o: project_contents.mark_milestone(one.milestones.get(), by=by, is_done=True),
    "unplan": lambda one, by, _o: project_contents.remove_milestone(one.milestones.get(), by=by),
    "result": lambda one, by, _o: project_contents.add_result(
        one, by=by, values={"on": date(2026, 1, 5), "text": "開けました", "people": 12, "minutes": 60}
    ),
    "unresult": lambda one, by, _o: project_contents.remove_result(one.results.get(), by=by),
    "start": lambda one, by, _o: projects.start_project(one, by=by),
    "end": lambda one, by, _o: projects.end_project(one, by=by),
    "stop": lambda one, by, _o: projects.stop_project(one, by=by, reason="理由"),
    "invite": lambda one, by, other: project_parts.invite(one, other, by=by, text="場所を"),
    "resume": lambda one, by, _o: projects.resume_project(one, by=by),
    "hide": lambda one, by, _o: projects.hide_project(one, by=by, reason="理由"),
    "show": lambda one, by, _o: projects.show_project(one, by=by),
}
DO_PART: dict[str, Callable[[ProjectPart, Any], Any]] = {
    "join": lambda one, by: project_parts.join(one, by=by, text="部屋を出す", offers=["place"]),
    "refuse": lambda one, by: project_parts.refuse(one, by=by),
    "leave": lambda one, by: project_parts.leave(one, by=by),
    "remove": lambda one, by: project_parts.remove(one, by=by, reason="理由"),
    "lead": lambda one, by: project_parts.hand_over_lead(one, by=by),
    "do": lambda one, by: project_parts.write_part(one, by=by, text="べつのこと", offers=["people"]),
}


def as_in(state: str) -> dict[str, Any]:
    """What goes with a state in the row."""
    now = timezone.now()
    return {
        "state": "stopped" if state == "unshown" else state,
        "published_at": None if state in {"preparing", "unshown"} else now,
        "ended_at": now if state in {"ended", "stopped", "unshown"} else None,
        "stop_reason": "理由" if state in {"stopped", "unshown"} else "",
        "hidden_from": "running" if state == "hidden" else "",
    }


def _project() -> Project:
    """Of six: one that leads, one that joined, others asked, left and suspended."""
    one = project(ProjectState.RUNNING)
    part(one)
    part(one, state=PartState.INVITED)
    part(one, state=PartState.LEFT)
    part(one, OrganizationFactory(verification="suspended"))
    ProjectReport.objects.create(project=one, **REPORT)
    Milestone.objects.create(project=one, title="借りる")
    lead = one.parts.get(is_lead=True).organization
    ProjectResult.objects.create(project=one, on=date(2026, 1, 4), text="片づけた", organization=lead)
    return one


def _person(kind: str, one: Project) -> Any:
    lead, partner, invited, left, suspended = [row.organization for row in one.parts.order_by("pk")[:5]]
    match kind:
        case "lead_owner" | "lead_editor" | "lead_viewer":
            return member_of(lead, Level(kind.removeprefix("lead_")))
        case "partner" | "invited" | "left" | "suspended":
            ours = {"partner": partner, "invited": invited, "left": left, "suspended": suspended}[kind]
            return member_of(ours, Level.EDITOR)
        case "outsider":
            return member_of(OrganizationFactory(verified=True))
        case "member_coordinator":
            user = UserFactory(coordinator=True)
            MembershipFactory(organization=partner, user=user, level=Level.VIEWER)
            return user
        case "visitor":
            return AnonymousUser()
        case "gone":
            return member_of(lead, Level.OWNER, is_active=False)
        case _:
            return UserFactory(**{kind: True})


_MODELS = (Project, ProjectPart, ProjectTransition, ProjectReport, ProjectResult, Milestone, Change, Mailing)
# A row that is written has another xmin; all in one query, as it is asked for so often.
_SQL = " UNION ALL ".join(
    f"SELECT string_agg(xmin::text, ',' ORDER BY id) FROM {model._meta.db_table}" for model in _MODELS
)


def _seen() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL)
        return cursor.fetchall()


def _counts(one: Project) -> set[int]:
    """Parts that are summed up, by what is written of it."""
    is_published = models.Q(project__state__in=PUBLIC_PROJECTS, project__published_at__isnull=False)
    return set(one.parts.filter(is_published, state=PartState.JOINED).values_list("pk", flat=True))


def _put(one: Project, of_project: str, part_: ProjectPart | None = None, state: str = "") -> None:
    """As the services would have left it."""
    one.parts.update(is_counted=False)
    Project.objects.filter(pk=one.pk).update(**as_in(of_project))
    if part_ is not None:
        ProjectPart.objects.filter(pk=part_.pk).update(state=state)
    one.parts.filter(pk__in=_counts(one)).update(is_counted=True)


def _table(text: str) -> dict[tuple[str, int], str]:
    rows = [line.split() for line in text.split("\n")[1:-1]]
    return {(act, place): letter for act, *letters in rows for place, letter in enumerate(letters)}


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_on_a_project(kind: str) -> None:
    one, got = _project(), {}
    by, other = _person(kind, one), OrganizationFactory(verified=True)
    states = (
        STATES if kind in {"lead_editor", "partner", "coordinator", "member_coordinator"} else ["running", "stopped"]
    )
    for state in states:
        _put(one, state)
        before = _seen()
        for act, do in DO.items():
            with transaction.atomic():
                try:
                    do(Project.objects.get(pk=one.pk), by, other)
                except DomainError:
                    assert _seen() == before, (act, state)
                    got[act, state] = "."
                else:
                    now = Project.objects.get(pk=one.pk)
                    got[act, state] = now.state
                    last = one.transitions.latest("pk")
                    was = as_in(state)["state"]
                    said = (last.action, last.from_state, last.to_state, last.by)
                    assert said == (ACTION.get(act, act), was, now.state, by), (act, state)
                    waiting = ProjectPart.objects.filter(project=one, state=PartState.INVITED).count()
                    assert waiting == {"end": 0, "stop": 0, "invite": 2}.get(act, 1), (act, state)
                    assert set(one.parts.counted().values_list("pk", flat=True)) == _counts(one), (act, state)
                transaction.set_rollback(True)
    expected = {
        (act, STATES[place]): LETTERS[letter] if kind in MAY[act] and letter != "." else "."
        for (act, place), letter in _table(TABLE).items()
        if STATES[place] in states
    }
    assert got == expected


@pytest.mark.parametrize("kind", [*PEOPLE, "own"])
def test_every_act_on_a_part(kind: str) -> None:
    one, got = _project(), {}
    organization = OrganizationFactory(verified=True)
    own = part(one, organization)
    by = member_of(organization, Level.EDITOR) if kind == "own" else _person(kind, one)
    states = STATES if kind == "own" else ["running", "ended"] if kind == "lead_editor" else ["running"]
    for of_project, state in product(states, PARTS):
        _put(one, of_project, own, state)
        before = _seen()
        for act, do in DO_PART.items():
            with transaction.atomic():
                try:
                    do(ProjectPart.objects.select_related("project", "organization").get(pk=own.pk), by)
                except DomainError:
                    assert _seen() == before, (act, of_project, state)
                    got[act, of_project, state] = "."
                else:
                    got[act, of_project, state] = ProjectPart.objects.get(pk=own.pk).state
                    last = one.transitions.latest("pk")
                    said = (last.action, last.organization, last.by, last.to_state)
                    assert said == (ACTION.get(act, act), organization, by, of_project), act
                    now_leads = one.parts.filter(is_lead=True, state=PartState.JOINED).count()
                    assert now_leads == 1, act
                    assert set(one.parts.counted().values_list("pk", flat=True)) == _counts(one), (
                        act,
                        of_project,
                        state,
                    )
                transaction.set_rollback(True)
    expected = {}
    for (act, place), letter in _table(PART_TABLE).items():
        for of_project in states:
            leads = kind in PART_MAY[act] and of_project in {"preparing", "running"} and letter != "."
            expected[act, of_project, PARTS[place]] = PART_LETTERS[letter] if leads else "."
    assert got == expected


def test_what_is_in_the_tables_is_all_that_there_is() -> None:
    assert {*ProjectState.values, "unshown"} == set(STATES)
    assert set(PartState.values) == set(PARTS)
    assert {ACTION.get(act, act) for act in (*DO, *DO_PART)} | {"begin"} == set(ProjectAction.values)
