"""What members changed, in words, and of which thing: for whoever looks at it afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.enums import Action, ThingKind
from events.models import Event, Place, Recheck


@dataclass(frozen=True)
class Changed:
    """``thing``: None where it was deleted since. ``words``: what changed, as the forms call it."""

    recheck: Recheck
    thing: Event | Place | None
    words: list[str]


def changed_things(rechecks: Iterable[Recheck]) -> list[Changed]:
    """With what each is about; two queries, however many there are."""
    rows = list(rechecks)
    keys: dict[str, set[int]] = {kind.value: set() for kind in ThingKind}
    for row in rows:
        keys[row.kind].add(row.object_id)
    found: dict[str, dict[int, Event | Place]] = {
        ThingKind.EVENT.value: Event.objects.select_related("organizer").in_bulk(keys[ThingKind.EVENT]),
        ThingKind.PLACE.value: Place.objects.select_related("operator").in_bulk(keys[ThingKind.PLACE]),
    }
    return [Changed(row, found[row.kind].get(row.object_id), in_words(row)) for row in rows]


def in_words(recheck: Recheck) -> list[str]:
    """What changed: acts first said by their names, then fields by their labels. What no longer exists is left out."""
    model = Event if recheck.kind == ThingKind.EVENT else Place
    labels = {field.name: str(getattr(field, "verbose_name", "")) for field in model._meta.get_fields()}
    labels |= {
        "opening_hours": _("開いている時間"),
        "opening_exceptions": _("いつもと違う日"),
        "occurrences": _("開催日を足した"),
    }
    labels |= {action.value: str(action.label) for action in Action}
    return list(dict.fromkeys(labels[name] for name in recheck.what if labels.get(name)))
