"""わたしの町の事務所: who is to be called, and who reads what is written, for the place that somebody names."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hub.areas.geocoding import explain_missing_town, find_district, find_towns, suggest_towns
from hub.areas.models import District, Town
from hub.templatetags.reading import listed
from referrals.models import SupportOffice

_MOST_NAMES = 6


@dataclass(frozen=True)
class Answer:
    """``office``: whose telephone it is, None where none is known. ``reader``: who reads what is written from here."""

    office: SupportOffice | None
    reader: SupportOffice | None


@dataclass(frozen=True)
class Found:
    """What became of a question: an answer, or places among which to choose, or why there is none."""

    place: str = ""
    answer: Answer | None = None
    # Each with what it is asked by: the town, and the district where one town lies in several.
    choices: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    problem: str = ""


class Offices:
    """The offices in use with the places they answer for. Four queries, whatever is asked."""

    def __init__(self) -> None:
        self._all: list[SupportOffice] = list(SupportOffice.objects.active().order_by("pk"))
        self._staffed = set(SupportOffice.objects.staffed().values_list("pk", flat=True)) if self._all else set()
        self._towns: dict[int, set[int]] = defaultdict(set)
        self._districts: dict[int, set[int]] = defaultdict(set)
        if self._all:
            for office, town in SupportOffice.towns.through.objects.values_list("supportoffice", "town"):
                self._towns[office].add(town)
            for office, district in SupportOffice.districts.through.objects.values_list("supportoffice", "district"):
                self._districts[office].add(district)

    @property
    def are_there(self) -> bool:
        return bool(self._all)

    @property
    def can_be_written_to(self) -> bool:
        """Whether any of them reads what is written from here."""
        return bool(self._staffed)

    def answer_for(self, town: Town | None, district: District | None) -> Answer:
        """The same reader as ``SupportOffice.objects.answering_for``; the telephone also of an office that doesn't read here."""
        ranked = [(rank, office) for office in self._all if (rank := self._rank(office, town, district)) is not None]
        ranked.sort(key=lambda pair: (pair[0], pair[1].pk))
        readers = [office for _rank, office in ranked if office.pk in self._staffed]
        return Answer(ranked[0][1] if ranked else None, readers[0] if readers else None)

    def _rank(self, office: SupportOffice, town: Town | None, district: District | None) -> int | None:
        if town is not None and town.pk in self._towns[office.pk]:
            return 0
        if district is not None and district.pk in self._districts[office.pk]:
            return 1
        return 2 if office.is_fallback else None


def find_office(text: str, district: str, offices: Offices) -> Found:
    """``district``: the number of the district that was chosen, where the town lies in several."""
    towns = find_towns(text)
    if not towns:
        named = find_district(text)
        if named is not None:
            return Found(named.name, offices.answer_for(None, named))
        return Found(problem=_("「%(text)s」は見つかりませんでした。") % {"text": text} + _hint(text))
    places: list[tuple[Town, District | None]] = [
        (town, one) for town in towns for one in (*town.districts.all(),) or (None,)
    ]  # fmt: skip
    chosen = [(town, one) for town, one in places if one is not None and str(one.pk) == district]
    answers = {place: offices.answer_for(*place) for place in chosen or places}
    name = towns[0].name if len(towns) == 1 else text.strip()
    different = {(one.office and one.office.pk, one.reader and one.reader.pk) for one in answers.values()}
    if len(different) == 1:
        return Found(name, next(iter(answers.values())))
    return Found(name, choices=_choices(list(answers), name))


def _choices(places: list[tuple[Town, District | None]], name: str) -> list[tuple[str, dict[str, str]]]:
    """The towns where there are several; the districts of the one that lies in several."""
    towns = {town.pk: town for town, _one in places}
    if len(towns) > 1:
        return [(town.name, {"town": town.name}) for town in towns.values()]
    return [(one.name, {"town": name, "district": str(one.pk)}) for _town, one in places if one is not None]


def _hint(text: str) -> str:
    """The 丁目 that there are, names that hold the word, or what a name looks like."""
    if missing := explain_missing_town(text):
        return missing
    similar = list(dict.fromkeys(town.name for town in suggest_towns(text)))[:_MOST_NAMES]
    if similar:
        return _("もしかして：%(names)s") % {"names": listed(similar)}
    return _("町の名前か郵便番号を書いてください（例：南大沢二丁目、みなみおおさわ、192-0364）。")
