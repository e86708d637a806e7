"""A registration as the feed gives it, in SQL; ``partners.api.serializers`` says the same as Python.

What members write for the city alone, who asked and who decided, and that a renewal was asked for, is in neither.
"""

from hub.api.documents import Document, keys_of, link, row, rows
from partners.enums import PartnershipState

LISTED = (
    f"t.state = '{PartnershipState.APPROVED.value}' AND EXISTS "  # noqa: S608  no request has a part in it
    "(SELECT 1 FROM accounts_organization v WHERE v.id = t.organization_id AND v.verification = 'verified')"
)
PLAIN = ("registered_on", "ends_on", "offers", "text", "effort", "cost", "is_everywhere", "how_to_reach")

PARTNERSHIP = Document(
    table="partners_partnership",
    kind="partnership",
    listed=LISTED,
    joins=(
        "JOIN accounts_organization g ON g.id = t.organization_id JOIN partners_programme m ON m.id = t.programme_id"
    ),
    fields={
        "id": "t.id",
        "url": link("/api/v1/partnerships/", "t.id"),
        "page_url": link("/organizations/", "t.organization_id"),
        "version": "t.version",
        "number": "t.number",
        "programme": row(key="m.key", name="m.name"),
        "organization": row(id="g.id", url=link("/api/v1/organizations/", "g.id"), name="g.name", kind="g.kind"),
        **{name: f"t.{name}" for name in PLAIN},
        "activities": "t.fields",
        "themes": keys_of("partners_partnership_themes", "partnership_id", "theme_id", "hub_theme"),
        "districts": rows(
            "partners_partnership_districts h JOIN areas_district d ON d.id = h.district_id WHERE h.partnership_id = t.id",
            "d.id",
            id="d.id",
            url=f"CASE WHEN d.is_current THEN {link('/api/v1/districts/', 'd.id')} END",
            name="d.name",
        ),
        "is_sample": "t.is_sample OR g.is_sample",
        "terms_url": "%(site)s || '/data/#terms'",
    },
)
