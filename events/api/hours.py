"""Opening hours as a list, put into the boxes of the page's week and of its days that differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from events.forms.hours import SPANS, ExceptionRows, HoursForm, exceptions_to_come
from events.models import Place

_ROWS = ("date", "is_closed", "opens", "closes", "note")
Row = Mapping[str, Any]


class WrittenHours:
    """The week and the days that differ, as far as they were sent. What was not sent stays as it is."""

    def __init__(self, place: Place, given: Mapping[str, Any]) -> None:
        self.place = place
        self._spans: dict[str, int] = {}
        self._beyond: dict[int, Any] = {}
        self.week = self._week(given["opening_hours"]) if "opening_hours" in given else None
        self._places: list[int | None] = []
        self.days: Any = self._days(given["opening_exceptions"]) if "opening_exceptions" in given else None

    def errors(self) -> dict[str, Any]:
        """What is wrong, with the row where it is."""
        told: dict[str, Any] = {}
        if self.week is not None and (self._beyond or not self.week.is_valid()):
            told["opening_hours"] = self._told_of_week() | self._beyond
        if self.days is not None and not self.days.is_valid():
            told["opening_exceptions"] = self._told_of_days()
        return told

    def changed(self) -> list[str]:
        """The relations whose rows are not as they were."""
        found = [("opening_hours", self.week), ("opening_exceptions", self.days)]
        return [name for name, part in found if part is not None and part.has_changed()]

    def save(self) -> None:
        """Within the transaction of the place."""
        if self.week is not None:
            self.week.save_hours()
        if self.days is not None:
            self.days.instance = self.place
            self.days.save()

    def _week(self, given: Sequence[Row]) -> HoursForm:
        """Two spans a day. Further ones, which staff entered, stay, and may be sent as they are."""
        kept = HoursForm(place=self.place).kept
        sent: MultiValueDict[str, Any] = MultiValueDict()
        taken: dict[int, int] = {}
        for number, row in sorted(enumerate(given), key=lambda one: (one[1]["weekday"], one[1]["opens"])):
            day = row["weekday"]
            if any((old.opens, old.closes) == (row["opens"], row["closes"]) for old in kept[day][len(SPANS) :]):
                continue
            span = taken[day] = taken.get(day, 0) + 1
            if span > len(SPANS):
                self._beyond[number] = {"opens": [_("1日に書けるのは、2つまでです。")]}
                continue
            for end in ("opens", "closes"):
                name = f"{day}_{span}_{end}"
                sent[f"hours-{name}"] = f"{row[end]:%H:%M}"
                self._spans[name] = number
        return HoursForm(sent, place=self.place)

    def _told_of_week(self) -> dict[Any, Any]:
        told: dict[Any, Any] = {}
        for name, errors in self.week.errors.items() if self.week else ():
            here = told.setdefault(self._spans.get(name, ""), {})
            here.setdefault(name.rpartition("_")[2], []).extend(str(error) for error in errors)
        return told

    def _days(self, given: Sequence[Row]) -> Any:
        """Rows that are there are known by day and hour; those that are not sent are taken away. Past days stay."""
        rows = list(exceptions_to_come(self.place).order_by("date", "opens"))
        there = {(row.date, row.opens): row for row in rows}
        past = self._past()
        wanted = [
            (number, row) for number, row in enumerate(given) if (row["date"], row["opens"], row["closes"]) not in past
        ]
        old = {
            (row["date"], row["opens"]): (number, row) for number, row in wanted if (row["date"], row["opens"]) in there
        }
        sent: MultiValueDict[str, Any] = MultiValueDict()
        queryset = exceptions_to_come(self.place)
        for place, row in enumerate(queryset):
            number, new = old.get((row.date, row.opens), (None, None))
            self._put(sent, place, new or {name: getattr(row, name) for name in _ROWS})
            sent[f"days-{place}-id"] = str(row.pk)
            if new is None:
                sent[f"days-{place}-DELETE"] = "on"
            self._places.append(number)
        used = {number for number, _row in old.values()}
        for number, row in wanted:
            if number not in used:
                self._put(sent, len(self._places), row)
                self._places.append(number)
        sent["days-TOTAL_FORMS"], sent["days-INITIAL_FORMS"] = str(len(self._places)), str(len(there))
        return ExceptionRows(sent, instance=self.place, queryset=queryset, prefix="days")

    def _past(self) -> set[Any]:
        if self.place.pk is None:
            return set()
        to_come = exceptions_to_come(self.place).values("pk")
        return set(self.place.opening_exceptions.exclude(pk__in=to_come).values_list("date", "opens", "closes"))

    @staticmethod
    def _put(sent: MultiValueDict[str, Any], place: int, row: Row) -> None:
        texts = {
            "date": row["date"].isoformat(), "note": row["note"], "is_closed": "on" if row["is_closed"] else "",
            "opens": f"{row['opens']:%H:%M}" if row["opens"] else "",
            "closes": f"{row['closes']:%H:%M}" if row["closes"] else "",
        }  # fmt: skip
        for name, text in texts.items():
            if text:
                sent[f"days-{place}-{name}"] = text

    def _told_of_days(self) -> dict[Any, Any]:
        told: dict[Any, Any] = {}
        whole = [str(error) for error in self.days.non_form_errors()]
        if whole:
            told["non_field_errors"] = whole
        for place, form in enumerate(self.days.forms):
            if form.errors:
                number = self._places[place]
                told["" if number is None else number] = {
                    "non_field_errors" if name == "__all__" else name: [str(error) for error in errors]
                    for name, errors in form.errors.items()
                }
        return told
