"""A role as the feed gives it, in SQL; ``partners.api.role_serializers`` says the same as Python.

Who applied stands in neither; ``places_left`` is a count of places.
"""

from hub.api.documents import Document, keys_of, link, moment, row, row_where, rows
from partners.role_enums import PUBLIC_ROLES, CourseState

_STATES = ", ".join(repr(state.value) for state in PUBLIC_ROLES)
LISTED = (
    f"t.state IN ({_STATES}) AND EXISTS (SELECT 1 FROM accounts_organization v"  # noqa: S608
    " WHERE v.id = t.organization_id AND v.verification = 'verified')"
)
PLAIN = (
    *("kind", "title", "text", "for_first", "where", "when", "minutes", "skills", "is_online", "is_everywhere"),
    *("starts_on", "ends_on", "apply_until", "can_visit_first", "costs", "insurance", "youngest", "is_with_minors"),
    *("safeguards", "answer_days", "places", "is_sample"),
)
_ORGANIZATION = {"id": "g.id", "url": link("/api/v1/organizations/", "g.id"), "name": "g.name"}
_UNIVERSITY = row(id="u.id", url=link("/api/v1/organizations/", "u.id"), name="u.name")

ROLE = Document(
    table="partners_role",
    kind="role",
    listed=LISTED,
    joins=(
        "JOIN accounts_organization g ON g.id = t.organization_id"
        " LEFT JOIN events_place p ON p.id = t.place_id AND p.state IN ('published', 'closed')"
    ),
    fields={
        "id": "t.id",
        "url": link("/api/v1/roles/", "t.id"),
        "page_url": link("/roles/", "t.id"),
        "version": "t.version",
        "state": "t.state",
        **{name: f't."{name}"' for name in PLAIN},
        "places_left": "CASE WHEN t.places IS NOT NULL THEN greatest(0, t.places - t.filled) END",
        "themes": keys_of("partners_role_themes", "role_id", "theme_id", "hub_theme"),
        "districts": rows(
            "partners_role_districts h JOIN areas_district d ON d.id = h.district_id WHERE h.role_id = t.id",
            "d.id",
            id="d.id",
            url=f"CASE WHEN d.is_current THEN {link('/api/v1/districts/', 'd.id')} END",
            name="d.name",
        ),
        "organization": row(**_ORGANIZATION),
        "place": row_where("p.id IS NOT NULL", id="p.id", url=link("/api/v1/places/", "p.id"), name="p.name"),
        "courses": rows(
            "partners_rolecourse c JOIN accounts_organization u ON u.id = c.university_id WHERE c.role_id = t.id"
            f" AND c.state = '{CourseState.CONFIRMED.value}' AND u.verification = 'verified'",
            "c.id",
            university=_UNIVERSITY,
            name="c.name",
            credit="c.credit",
            confirmed_at=moment("c.decided_at"),
        ),
        "published_at": moment("t.published_at"),
        "terms_url": "%(site)s || '/data/#terms'",
        "updated_at": moment("t.updated_at"),
    },
)
