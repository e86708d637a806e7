"""Programmes and registrations in any state, whole unless a test takes something away."""

from datetime import date
from typing import Any

from django.utils import timezone

from hub.accounts.models import Organization
from partners.enums import ENDED, Action, PartnershipState
from partners.models import Check, Partnership, PartnershipTransition, Programme, Terms
from tests.hub.accounts.factories import OrganizationFactory

S = PartnershipState
NUMBERED = {S.APPROVED, S.SUSPENDED, S.LAPSED}
WHOLE = {
    "offers": ["place"],
    "text": "店の奥の部屋を使えます。",
    "is_everywhere": True,
    "contact_name": "ひみつの担当",
    "contact_phone": "042-000-0000",
}
CHECKS = ("here", "reached")


def programme(key: str = "kyoso", **fields: Any) -> Programme:
    """Without an end and without fields of activity, with the first version of its terms."""
    values = {
        "name": f"登録{key}",
        "summary": "ひとことで",
        "text": "どんな登録か",
        "for_whom": "だれでも",
        "cost": "無料",
        "effort": "15分",
        "remind_days": [60, 30],
        "number_prefix": key[:6].upper(),
        "checklist": [{"key": one, "text": f"確認{one}"} for one in CHECKS],
    }
    made: Programme = Programme.objects.create(key=key, **values | fields)
    Terms.objects.create(programme=made, version=1, text="約束の文", valid_from=date(2020, 4, 1))
    return made


def of_two_years(**fields: Any) -> Programme:
    """As はちおうじ人生100年サポート企業."""
    return programme(
        "jinsei",
        **{"term_months": 24, "fields": ["exercise", "nutrition"], "is_contacted_directly": True, **fields},
    )


def registration(
    state: str = S.DRAFT, *, organization: Organization | None = None, of: Programme | None = None, **fields: Any
) -> Partnership:
    """As services leave it in this state; ``fields`` go over that."""
    in_programme = of or Programme.objects.first() or programme()
    values: dict[str, Any] = WHOLE | as_in(state) | {"terms": in_programme.terms.first()}
    if in_programme.fields:
        values |= {"fields": in_programme.fields[:1], "how_to_reach": "店の窓口"}
    if state in NUMBERED:
        values |= {"number": f"{in_programme.number_prefix}-{Partnership.objects.count() + 1:04d}"}
    made: Partnership = Partnership.objects.create(
        organization=organization or OrganizationFactory(verified=True), programme=in_programme, **values | fields
    )
    PartnershipTransition.objects.create(partnership=made, action=Action.BEGIN, from_state=S.DRAFT, to_state=state)
    return made


def as_in(state: str) -> dict[str, Any]:
    """What goes with a state in the row."""
    now, today = timezone.now(), timezone.localdate()
    values: dict[str, Any] = {"state": state, "ended_on": today if state in ENDED else None}
    if state != S.DRAFT:
        values |= {"submitted_at": now, "agreed_at": now}
    if state in NUMBERED:
        values |= {"number": "KYOSO-0001", "registered_on": today, "seen_version": 1}
    return values


def tick_all(partnership: Partnership) -> None:
    """All of the checklist, by nobody in particular."""
    Check.objects.bulk_create(Check(partnership=partnership, key=key) for key in CHECKS)
