"""What members write of a proposal, and what of it a coordinator had read when the city last said something."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.enums import Offer
from partners.models import Proposal

WRITTEN = ("title", "aim", "text", "for_whom", "offers", "wanted", "schedule", "is_everywhere")
WRITTEN_SETS = ("themes", "audiences", "districts")


def differing(proposal: Proposal, values: Mapping[str, Any]) -> list[str]:
    """The names of what is not as it is kept. ``values``: of sets the sorted numbers."""
    return [name for name, value in values.items() if value_of(proposal, name) != value]


def value_of(proposal: Proposal, name: str) -> Any:
    """Of a field what it holds, of a set the sorted numbers."""
    value = getattr(proposal, name)
    return sorted(value.values_list("pk", flat=True)) if name in WRITTEN_SETS else value


def in_words(proposal: Proposal, name: str) -> str:
    """What is kept of a field, as people read it."""
    value = getattr(proposal, name)
    if name in WRITTEN_SETS:
        found = "、".join(str(one) for one in value.all())
    elif name == "offers":
        found = "、".join(str(Offer(key).label) for key in value)
    elif name == "is_everywhere":
        found = str(_("印あり") if value else _("印なし"))
    else:
        found = str(value)
    return found or str(_("（書かれていません）"))


def _all_in_words(proposal: Proposal) -> dict[str, str]:
    """In Japanese, whoever reads: it is compared with what somebody else read."""
    with translation.override(settings.LANGUAGE_CODE):
        return {name: in_words(proposal, name) for name in (*WRITTEN, *WRITTEN_SETS)}


def seen_now(proposal: Proposal) -> dict[str, Any]:
    """To be written where a coordinator has read it as it is now."""
    return {
        "seen_version": proposal.version,
        "seen_words": _all_in_words(proposal),
    }


def changed_since_seen(proposal: Proposal) -> list[tuple[str, str, str]]:
    """What members wrote anew since: label, before, now. Nothing where no coordinator has said anything yet."""
    if not _may_differ(proposal):
        return []
    now = _all_in_words(proposal)
    return [
        (str(Proposal._meta.get_field(name).verbose_name), before, now[name])  # type: ignore[union-attr]
        for name in now
        if (before := proposal.seen_words.get(name, now[name])) != now[name]
    ]


def _may_differ(proposal: Proposal) -> bool:
    return bool(proposal.seen_words) and proposal.version != proposal.seen_version


def rewritten_since_seen(proposals: Iterable[Proposal]) -> frozenset[int]:
    """Of which of these ``changed_since_seen`` tells something: by number, in three queries at most."""
    asked = [proposal for proposal in proposals if _may_differ(proposal)]
    prefetch_related_objects(asked, *WRITTEN_SETS)
    return frozenset(proposal.pk for proposal in asked if changed_since_seen(proposal))
