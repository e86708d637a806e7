"""Why a partner fits a need, in sentences about the partner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Audience, Theme
from hub.templatetags.reading import word
from hub.vocabulary import words_of
from partners.enums import Field, Offer
from partners.matching import Fit
from partners.models import Need

# Of what was done before so much is said.
MOST_DONE = 2
_BRINGS = {
    Offer.PLACE: gettext_lazy("場所を出せます"),
    Offer.PEOPLE: gettext_lazy("人を出せます"),
    Offer.GOODS: gettext_lazy("物を出せます"),
    Offer.MONEY: gettext_lazy("資金を出せます"),
    Offer.KNOWLEDGE: gettext_lazy("専門知識を出せます"),
    Offer.OUTREACH: gettext_lazy("情報発信ができます"),
}


@dataclass(frozen=True)
class Suggestion:
    """A need, or a partner, with what speaks for it."""

    thing: Any
    reasons: list[str]


# A need and an organisation.
Pair = tuple[int, int]


def suggested_partners(fits: Sequence[Fit]) -> dict[Pair, Suggestion]:
    """In the order of ``fits``, without who is gone meanwhile; three queries, however many there are."""
    things = Organization.objects.in_bulk({fit.organization for fit in fits})
    return _suggested(fits, {(fit.need, fit.organization): things.get(fit.organization) for fit in fits})


def suggested_needs(fits: Sequence[Fit]) -> dict[Pair, Suggestion]:
    """The same of needs, without what is no longer open."""
    things = Need.objects.open().in_bulk({fit.need for fit in fits})
    return _suggested(fits, {(fit.need, fit.organization): things.get(fit.need) for fit in fits})


def _suggested(fits: Sequence[Fit], things: dict[Pair, Any]) -> dict[Pair, Suggestion]:
    said = zip(things, sentences_of(fits), strict=True)
    return {pair: Suggestion(things[pair], reasons) for pair, reasons in said if things[pair] is not None}


def sentences_of(fits: Iterable[Fit]) -> list[list[str]]:
    """Of each fit its reasons; two queries for all."""
    fits = list(fits)
    districts = _names(District, fits, "district", "neighbour")
    titles = _names(Need, fits, "done")
    return [_sentences(fit, districts, titles) for fit in fits]


def _names(model: Any, fits: Iterable[Fit], *kinds: str) -> dict[str, str]:
    numbers = {int(value) for fit in fits for kind, value in fit.reasons if kind in kinds}
    if not numbers:
        return {}
    column = "name" if model is District else "title"
    return {str(one.pk): _called(one) for one in model.objects.filter(pk__in=numbers).only(column)}


def _called(thing: Any) -> str:
    return str(thing.short_name if isinstance(thing, District) else thing.title)


def _sentences(fit: Fit, districts: dict[str, str], titles: dict[str, str]) -> list[str]:
    done = [value for kind, value in fit.reasons if kind == "done"][:MOST_DONE]
    return [_sentence(kind, value, districts, titles) for kind, value in fit.reasons if kind != "done" or value in done]


def _sentence(kind: str, value: str, districts: dict[str, str], titles: dict[str, str]) -> str:
    match kind:
        case "offer":
            return str(_BRINGS[Offer(value)])
        case "field":
            return _("「%(field)s」の活動をしています") % {"field": Field(value).label}
        case "everywhere":
            return _("市内のどこでも活動しています")
        case "district":
            return _("%(district)s地区で活動しています") % {"district": districts.get(value, "")}
        case "neighbour":
            return _("となりの%(district)s地区で活動しています") % {"district": districts.get(value, "")}
        case "theme":
            return _("「%(theme)s」に取り組んでいます") % {"theme": _word(Theme, value)}
        case "audience":
            return _("「%(audience)s」向けの場や催しを開いています") % {"audience": _word(Audience, value)}
        case _:
            return _("前に「%(need)s」に取り組みました") % {"need": titles.get(value, "")}


def _word(model: Any, value: str) -> str:
    found = words_of(model).get(int(value))
    return word(found) if found else ""
