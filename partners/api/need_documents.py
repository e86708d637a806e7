"""A need as the feed gives it, in SQL; ``partners.api.need_serializers`` says the same as Python.

What was raised, who raised it and how to reach them, and who raised a hand and was not to be named, is in neither. An
organisation stands there that agreed to it and that may publish.
"""

from hub.api.documents import Document, keys_of, link, moment, row_where, rows
from partners.enums import PUBLIC_NEEDS, HandState, NeedState

LISTED = f"t.state IN ({', '.join(repr(state.value) for state in PUBLIC_NEEDS)})"
PLAIN = ("title", "text", "where", "for_whom", "tried", "due_on", "offers", "is_everywhere", "outcome", "is_sample")
_ORGANIZATION = {"id": "g.id", "url": link("/api/v1/organizations/", "g.id"), "name": "g.name"}

NEED = Document(
    table="partners_need",
    kind="need",
    listed=LISTED,
    joins="LEFT JOIN accounts_organization g ON g.id = t.organization_id",
    fields={
        "id": "t.id",
        "url": link("/api/v1/needs/", "t.id"),
        "page_url": link("/needs/", "t.id"),
        "version": "t.version",
        "state": "t.state",
        **{name: f't."{name}"' for name in PLAIN},
        "activities": "t.fields",
        "themes": keys_of("partners_need_themes", "need_id", "theme_id", "hub_theme"),
        "audiences": keys_of("partners_need_audiences", "need_id", "audience_id", "hub_audience"),
        "districts": rows(
            "partners_need_districts h JOIN areas_district d ON d.id = h.district_id WHERE h.need_id = t.id",
            "d.id",
            id="d.id",
            url=f"CASE WHEN d.is_current THEN {link('/api/v1/districts/', 'd.id')} END",
            name="d.name",
        ),
        "source": "t.source",
        "organization": row_where("t.is_source_shown AND g.verification = 'verified'", **_ORGANIZATION),
        "met_by": rows(
            "partners_hand h JOIN accounts_organization g ON g.id = h.organization_id WHERE h.need_id = t.id"
            f" AND t.state = '{NeedState.MET.value}' AND h.state = '{HandState.CHOSEN.value}' AND h.may_be_named"
            " AND g.verification = 'verified'",
            "g.id",
            **_ORGANIZATION,
        ),
        "published_at": moment("t.published_at"),
        "met_at": f"CASE WHEN t.state = '{NeedState.MET.value}' THEN {moment('t.ended_at')} END",
        "terms_url": "%(site)s || '/data/#terms'",
        "updated_at": moment("t.updated_at"),
    },
)
