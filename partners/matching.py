"""Which partners fit a need, and which needs a partner: by reasons that are true and can be said, never by a bare score.

A partner fits that brings something that is asked for (an offer, a field of activity, or the like of what it did before)
and that works where it is needed (there, everywhere, or in the next district). What else speaks for it (theme, for whom)
puts it further up: first who has more kinds of reasons, then who has more of them, then the newer need and the older
partner. Samples fit samples alone. All is found by one query, in either direction; ``partners.reasons`` says it in words.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from partners.enums import OPEN_NEEDS, Field, Offer

# In the order in which they are said.
KINDS = ("offer", "field", "district", "everywhere", "neighbour", "theme", "audience", "done")
_AREA = ("district", "everywhere", "neighbour")
_ORDER = {key: place for place, key in enumerate([*Offer.values, *Field.values])}

# %(needs)s, %(organizations)s: numbers, or NULL for all (open needs, partners in force). Who raised the need is left out,
# and who has raised a hand already or was declined, unless %(with_hands)s. %(each)s: so many of each need, or of each
# organisation where %(of)s says so; NULL for all.
_SQL = """
WITH need AS MATERIALIZED (
    SELECT id, offers, fields, is_everywhere, organization_id, is_sample FROM partners_need
    WHERE state = ANY(%(open)s) AND (%(needs)s::bigint[] IS NULL OR id = ANY(%(needs)s::bigint[]))
), registered AS MATERIALIZED (
    SELECT one.id, one.organization_id AS org, one.offers, one.fields, one.is_everywhere, accounts_organization.is_sample
    FROM partners_partnership one JOIN accounts_organization ON accounts_organization.id = one.organization_id
    WHERE one.state = 'approved' AND verification = 'verified'
        AND (%(organizations)s::bigint[] IS NULL OR one.organization_id = ANY(%(organizations)s::bigint[]))
), partner AS MATERIALIZED (
    SELECT DISTINCT org, is_sample FROM registered
), met AS MATERIALIZED (
    SELECT DISTINCT hand.organization_id AS org, before.id, before.offers
    FROM partners_hand hand JOIN partners_need before ON before.id = hand.need_id
    WHERE hand.state = 'chosen' AND before.state = 'met' AND hand.organization_id IN (SELECT org FROM partner)
), fact (need, org, kind, value) AS (
    SELECT need.id, org, 'offer', asked FROM need JOIN registered ON need.offers && registered.offers
        CROSS JOIN unnest(need.offers) asked WHERE asked = ANY(registered.offers)
    UNION
    SELECT need.id, org, 'field', asked FROM need JOIN registered ON need.fields && registered.fields
        CROSS JOIN unnest(need.fields) asked WHERE asked = ANY(registered.fields)
    UNION
    SELECT need.id, org, 'everywhere', '' FROM need CROSS JOIN registered WHERE registered.is_everywhere
    UNION
    SELECT need.id, org, 'district', here.district_id::text FROM need
        JOIN partners_need_districts there ON there.need_id = need.id
        JOIN partners_partnership_districts here ON here.district_id = there.district_id
        JOIN registered ON registered.id = here.partnership_id
    WHERE NOT need.is_everywhere
    UNION
    SELECT need.id, org, 'neighbour', here.district_id::text FROM need
        JOIN partners_need_districts there ON there.need_id = need.id
        JOIN areas_district_neighbours beside ON beside.to_district_id = there.district_id
        JOIN partners_partnership_districts here ON here.district_id = beside.from_district_id
        JOIN registered ON registered.id = here.partnership_id
    WHERE NOT need.is_everywhere
    UNION
    SELECT need.id, org, 'theme', there.theme_id::text FROM need
        JOIN partners_need_themes there ON there.need_id = need.id
        JOIN partners_partnership_themes here ON here.theme_id = there.theme_id
        JOIN registered ON registered.id = here.partnership_id
    UNION
    SELECT need.id, org, 'audience', there.audience_id::text FROM need
        JOIN partners_need_audiences there ON there.need_id = need.id
        JOIN hub_audience ON hub_audience.id = there.audience_id AND hub_audience.key <> 'everyone'
        JOIN (
            SELECT organizer_id AS org, audience_id FROM events_event
                JOIN events_event_audiences ON event_id = events_event.id WHERE state = 'published'
            UNION
            SELECT operator_id, audience_id FROM events_place
                JOIN events_place_audiences ON place_id = events_place.id WHERE state = 'published'
        ) held USING (audience_id) JOIN partner USING (org)
    UNION
    SELECT need.id, met.org, 'done', met.id::text FROM need JOIN met ON met.id <> need.id
    WHERE need.offers && met.offers
        OR EXISTS (SELECT FROM partners_need_themes a JOIN partners_need_themes b USING (theme_id)
            WHERE a.need_id = need.id AND b.need_id = met.id)
        OR EXISTS (SELECT FROM partners_need_districts a JOIN partners_need_districts b USING (district_id)
            WHERE a.need_id = need.id AND b.need_id = met.id)
), told AS (
    SELECT *, bool_or(kind IN ('district', 'everywhere')) OVER (PARTITION BY need, org) AS is_there FROM fact
), pair AS (
SELECT told.need, told.org, array_agg(kind) AS kinds, array_agg(value) AS said, row_number() OVER (
    ORDER BY count(DISTINCT CASE WHEN kind IN ('district', 'everywhere', 'neighbour') THEN 'area' ELSE kind END) DESC,
        count(*) DESC, told.need DESC, told.org
) AS place
FROM told JOIN need ON need.id = told.need
WHERE (told.org, need.is_sample) IN (SELECT org, is_sample FROM partner) AND (kind <> 'neighbour' OR NOT is_there) AND told.org IS DISTINCT FROM need.organization_id
    AND (%(with_hands)s OR NOT EXISTS (SELECT FROM partners_hand hand
        WHERE hand.need_id = told.need AND hand.organization_id = told.org AND hand.state <> 'withdrawn'))
GROUP BY told.need, told.org, need.is_everywhere
HAVING bool_or(kind IN ('offer', 'field', 'done'))
    AND (need.is_everywhere OR bool_or(kind IN ('district', 'everywhere', 'neighbour')))
), turn AS (
    SELECT *, row_number() OVER (PARTITION BY CASE WHEN %(of)s = 'need' THEN need ELSE org END ORDER BY place) AS turn FROM pair
)
SELECT need, org, kinds, said FROM turn WHERE %(each)s::int IS NULL OR turn <= %(each)s::int ORDER BY place
LIMIT %(most)s
"""


@dataclass(frozen=True)
class Fit:
    """``reasons``: kind and what it is (a key, or a number; nothing for everywhere), in the order in which they are said."""

    need: int
    organization: int
    reasons: tuple[tuple[str, str], ...]

    @property
    def strength(self) -> tuple[int, int]:
        """How many kinds of reasons, and how many in all."""
        kinds = {"area" if kind in _AREA else kind for kind, _value in self.reasons}
        return len(kinds), len(self.reasons)


def partners_for(need: int, *, most: int) -> list[Fit]:
    """The best partners for an open need. One query."""
    return _fits(needs=[need], organizations=None, most=most)


def needs_for(organizations: Collection[int], *, most: int) -> list[Fit]:
    """The best open needs for partners; of one that has no registration in force nothing. One query."""
    return _fits(needs=None, organizations=organizations, most=most)


def fit_of(need: int, organization: int) -> Fit | None:
    """Why this partner fits this open need, if it does, whether its hand is up or not. One query."""
    return next(iter(_fits(needs=[need], organizations=[organization], most=1, with_hands=True)), None)


def best_partners(needs: Collection[int], *, each: int) -> dict[int, list[Fit]]:
    """Of several open needs the best partners of each, up to ``each``. One query."""
    return _by("need", _fits(needs=needs, organizations=None, each=each, of="need"))


def best_needs(organizations: Collection[int], *, each: int) -> dict[int, list[Fit]]:
    """The same of partners."""
    return _by("organization", _fits(needs=None, organizations=organizations, each=each, of="organization"))


def _by(of: str, fits: list[Fit]) -> dict[int, list[Fit]]:
    found: dict[int, list[Fit]] = {}
    for fit in fits:
        found.setdefault(getattr(fit, of), []).append(fit)
    return found


def _fits(
    *,
    needs: Collection[int] | None,
    organizations: Collection[int] | None,
    most: int | None = None,
    each: int | None = None,
    of: str = "need",
    with_hands: bool = False,
) -> list[Fit]:
    values: dict[str, Any] = {
        "open": [state.value for state in OPEN_NEEDS],
        "needs": None if needs is None else sorted(needs),
        "organizations": None if organizations is None else sorted(organizations),
        "most": most,
        "each": each,
        "of": of,
        "with_hands": with_hands,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return [Fit(need, org, in_order(zip(kinds, told, strict=True))) for need, org, kinds, told in cursor.fetchall()]


def in_order(reasons: Any) -> tuple[tuple[str, str], ...]:
    """As they are said: by kind, offers as the form has them, the rest by number; of what was done before the latest first."""

    def place(reason: tuple[str, str]) -> tuple[int, int]:
        kind, value = reason
        number = _ORDER.get(value) if kind in {"offer", "field"} else int(value or 0)
        return KINDS.index(kind), -(number or 0) if kind == "done" else (number or 0)

    return tuple(sorted(reasons, key=place))
