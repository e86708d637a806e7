"""What was written of a registration, as lines of a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from hub.areas.models import District
from partners.enums import Field, Offer
from partners.models import Partnership

PUBLIC = ("offers", "fields", "text", "effort", "cost", "is_everywhere", "districts", "themes", "how_to_reach")
# What a page names of districts, without their outlines.
SLIM_DISTRICTS = Prefetch("districts", District.objects.slim().order_by("reading", "name"))
CONTACT = ("contact_name", "contact_phone", "contact_email")


@dataclass(frozen=True)
class Row:
    name: str
    label: str
    lines: list[str]


def names_of(one: Partnership) -> tuple[str, ...]:
    """What its form asks for, in its order."""
    left = set() if one.programme.fields else {"fields"}
    return tuple(name for name in (*PUBLIC, *CONTACT) if name not in left)


def rows_of(one: Partnership, names: Iterable[str] | None = None) -> list[Row]:
    """With an empty list of lines where nothing is written."""
    field = Partnership._meta.get_field
    return [
        Row(name, str(getattr(field(name), "verbose_name", name)), _lines(one, name))
        for name in (names_of(one) if names is None else names)
    ]


def _lines(one: Partnership, name: str) -> list[str]:
    value: Any = getattr(one, name)
    if isinstance(value, models.Manager):
        text = "、".join(str(thing) for thing in value.all())
    elif isinstance(value, bool):
        text = _("はい") if value else _("いいえ")
    elif isinstance(value, list):
        labels = dict(Offer.choices if name == "offers" else Field.choices)
        text = "、".join(str(labels.get(key, key)) for key in value)
    else:
        text = str(value)
    return text.splitlines()


def offered_of(one: Partnership) -> dict[str, list[str]]:
    """What it brings, in words, for lists and pages."""
    return {
        "offers": [str(Offer(key).label) for key in one.offers],
        "fields": [str(Field(key).label) for key in one.fields],
    }
