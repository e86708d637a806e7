"""A project as the feed gives it, in SQL; ``partners.api.project_serializers`` says the same as Python.

Who is asked but has not joined, who wrote what, and the history are in neither. Counts of fewer than ten people are
withheld. Needs, places and events stand there by their addresses alone: what is not public any more is missing there.
"""

from hub.api.documents import Document, keys_of, link, moment, row_where, rows
from hub.small_counts import LEAST
from partners.cocreation_enums import PUBLIC_PROJECTS, PartState, ProjectState

_SHOWN = (
    "partners_projectpart h JOIN accounts_organization g ON g.id = h.organization_id "
    f"WHERE h.project_id = t.id AND h.state = '{PartState.JOINED.value}' AND g.verification = 'verified'"
)
_STATES = ", ".join(repr(state.value) for state in PUBLIC_PROJECTS)
LISTED = f"t.state IN ({_STATES}) AND t.published_at IS NOT NULL AND EXISTS (SELECT 1 FROM {_SHOWN})"  # noqa: S608
PLAIN = ("title", "summary", "text", "for_whom", "is_everywhere", "starts_on", "ends_on", "stop_reason", "is_sample")
REPORT = ("did", "worked", "failed", "stayed", "advice")
# Of a project that goes on for years the latest.
MOST_RESULTS = 50


def _urls(name: str, column: str, path: str) -> str:
    return (
        f"(SELECT coalesce(json_agg({link(path, f'h.{column}')} ORDER BY h.{column}), '[]') "  # noqa: S608
        f"FROM partners_project_{name} h WHERE h.project_id = t.id)"
    )


PROJECT = Document(
    table="partners_project",
    kind="project",
    listed=LISTED,
    joins="LEFT JOIN partners_projectreport r0 ON r0.project_id = t.id",
    fields={
        "id": "t.id",
        "url": link("/api/v1/projects/", "t.id"),
        "page_url": link("/partners/projects/", "t.id"),
        "version": "t.version",
        "state": "t.state",
        **{name: f"t.{name}" for name in PLAIN},
        "themes": keys_of("partners_project_themes", "project_id", "theme_id", "hub_theme"),
        "audiences": keys_of("partners_project_audiences", "project_id", "audience_id", "hub_audience"),
        "districts": rows(
            "partners_project_districts h JOIN areas_district d ON d.id = h.district_id WHERE h.project_id = t.id",
            "d.id",
            id="d.id",
            url=f"CASE WHEN d.is_current THEN {link('/api/v1/districts/', 'd.id')} END",
            name="d.name",
        ),
        "organizations": rows(
            _SHOWN,
            "h.is_lead DESC, h.id",
            id="g.id",
            url=link("/api/v1/organizations/", "g.id"),
            name="g.name",
            is_lead="h.is_lead",
            text="h.text",
            offers="h.offers",
        ),
        "needs": _urls("needs", "need_id", "/api/v1/needs/"),
        "places": _urls("places", "place_id", "/api/v1/places/"),
        "events": _urls("events", "event_id", "/api/v1/events/"),
        "milestones": rows(
            "partners_milestone h WHERE h.project_id = t.id",
            "h.due_on ASC NULLS LAST, h.id",
            title="h.title",
            due_on="h.due_on",
            done_on="h.done_on",
        ),
        "results": rows(
            "partners_projectresult h WHERE h.project_id = t.id",
            f'h."on" DESC, h.id DESC LIMIT {MOST_RESULTS}',
            on='h."on"',
            text="h.text",
            people=f"CASE WHEN h.people = 0 OR h.people >= {LEAST} THEN h.people END",
            is_people_withheld=f"coalesce(h.people BETWEEN 1 AND {LEAST - 1}, false)",
            minutes="h.minutes",
        ),
        "report": row_where(
            f"t.state = '{ProjectState.ENDED.value}' AND r0.id IS NOT NULL", **{name: f"r0.{name}" for name in REPORT}
        ),
        "published_at": moment("t.published_at"),
        "ended_at": moment("t.ended_at"),
        "terms_url": "%(site)s || '/data/#terms'",
        "updated_at": moment("t.updated_at"),
    },
)
