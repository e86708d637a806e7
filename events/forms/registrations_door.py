"""What is pressed at the door: by a form each, marked from paper as a whole, or sent in by a script that had waited."""

import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from events.door_enums import OF_REGISTRATION, DoorAct
from events.door_lists import DoorRow
from events.registration_enums import AttendedVia
from events.services.registrations.attending import MOST_OF_REGISTRATION, MOST_WALK_INS, Entry
from hub.api.parsing import parse
from hub.api.problems import ProblemError

MOST_ENTRIES = 200
_NUMBER = _("数字で書いてください。")
_LARGEST_ID = 2**63 - 1


class PeopleField(forms.IntegerField):
    """How many came, as it is typed; empty for what the registration says."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "in", "autocomplete": "off"})

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        within = _("%(least)sから%(most)sまでの数で書いてください。") % {"least": least, "most": most}
        kwargs["error_messages"] = {"invalid": _NUMBER, "min_value": within, "max_value": within}
        super().__init__(min_value=least, max_value=most, required=False, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Also with 人 behind it."""
        return super().to_python(unicodedata.normalize("NFKC", value or "").strip().removesuffix("人"))


class DoorForm(forms.Form):
    """One press. ``key``: of the opened page, so that a double tap is one."""

    act = forms.ChoiceField(choices=DoorAct)
    key = forms.UUIDField(required=False)
    registration = forms.IntegerField(min_value=1, max_value=_LARGEST_ID, required=False)
    people = PeopleField(label=_("人数"), least=1, most=MOST_OF_REGISTRATION)
    first_people = PeopleField(label=_("うち、はじめての人"), least=0, most=MOST_WALK_INS)
    via = forms.ChoiceField(choices=AttendedVia, required=False)
    of = forms.UUIDField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        if data is not None and data.get("act") == DoorAct.WALK_IN:
            self.fields["people"] = PeopleField(label=_("人数"), least=1, most=MOST_WALK_INS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        act, people, first = data.get("act"), data.get("people"), data.get("first_people")
        if people is not None and first is not None and first > people:
            self.add_error("first_people", _("来た人数より多くは書けません。"))
        if (act in OF_REGISTRATION and not data.get("registration")) or (
            act == DoorAct.UNDO_WALK_IN and not data.get("of")
        ):
            self.add_error(None, _("押したものが読めませんでした。もう一度押してください。"))
        return data

    @property
    def entry(self) -> Entry:
        data = self.cleaned_data
        act = DoorAct(data["act"])
        is_of = act in OF_REGISTRATION
        return Entry(
            act, data["key"] or uuid.uuid4(), registration=data["registration"] if is_of else None,
            people=data["people"], first_people=data["first_people"], via=AttendedVia(data["via"] or AttendedVia.TAP),
            of=data["of"] if act == DoorAct.UNDO_WALK_IN else None,
        )  # fmt: skip


class PaperForm(forms.Form):
    """The whole list, ticked from paper: for each registration a tick and how many; and who came without one.

    Only what was changed on the page is entered: what others pressed since it was opened stays.
    """

    page = forms.UUIDField(required=False)
    rest = forms.ChoiceField(
        label=_("印のない人"), choices=[("absent", _("お休みにする")), ("leave", _("そのままにする"))],
        widget=forms.RadioSelect, initial="absent", required=False,
    )  # fmt: skip
    walk_ins = PeopleField(label=_("申込のない、当日参加の人数"), least=0, most=MOST_WALK_INS)
    first_walk_ins = PeopleField(label=_("うち、はじめての人"), least=0, most=MOST_WALK_INS)

    def __init__(self, data: Any = None, *, rows: Sequence[DoorRow]) -> None:
        super().__init__(data)
        self.rows = list(rows)
        for row in self.rows:
            pk = row.registration.pk
            was = f"{row.mark}:{row.people}"
            self.fields[f"came-{pk}"] = forms.BooleanField(required=False, initial=row.mark == DoorAct.CAME)
            self.fields[f"was-{pk}"] = forms.CharField(required=False, initial=was, max_length=20)
            self.fields[f"people-{pk}"] = PeopleField(least=1, most=MOST_OF_REGISTRATION, initial=row.people)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        people, first = data.get("walk_ins") or 0, data.get("first_walk_ins")
        if "walk_ins" not in self.errors and first is not None and first > people:
            self.add_error("first_walk_ins", _("来た人数より多くは書けません。"))
        return data

    @property
    def entries(self) -> list[Entry]:
        """What was changed. Sent twice from one page it has the same keys."""
        page = self.cleaned_data["page"] or uuid.uuid4()
        found = [self._entry(row, page) for row in self.rows]
        made = [entry for entry in found if entry is not None]
        if people := self.cleaned_data["walk_ins"]:
            first = self.cleaned_data["first_walk_ins"] or 0
            key = uuid.uuid5(page, f"walk-in:{people}:{first}")
            made.append(Entry(DoorAct.WALK_IN, key, people=people, first_people=first, via=AttendedVia.PAPER))
        return made

    def _entry(self, row: DoorRow, page: uuid.UUID) -> Entry | None:
        data, pk = self.cleaned_data, row.registration.pk
        was, _colon, was_people = data[f"was-{pk}"].partition(":")
        people = data[f"people-{pk}"] or row.registration.party
        act: DoorAct | None = None
        if data[f"came-{pk}"]:
            is_same = was == DoorAct.CAME and was_people == str(people)
            act = None if is_same else DoorAct.CAME
        elif was == DoorAct.CAME:
            act = DoorAct.UNMARK
        if act in {None, DoorAct.UNMARK} and not data[f"came-{pk}"] and data["rest"] != "leave" and row.has_place:
            act = None if was == DoorAct.ABSENT else DoorAct.ABSENT
        if act is None:
            return None
        key = uuid.uuid5(page, f"{act}:{pk}:{people}")
        return Entry(
            act, key, registration=pk, people=people if act == DoorAct.CAME else None, via=AttendedVia.PAPER
        )  # fmt: skip


# ---- sent by the script -------------------------------------------------------------------------------------------

_FIELDS = {"key", "act", "registration", "people", "first_people", "via", "noted_at", "of"}
_UNKNOWN, _MISSING, _WRONG = _("知らない項目です。"), _("この項目が要ります。"), _("使えない値です。")


@dataclass(frozen=True)
class _Wrong:
    field: str
    detail: Any


def entries_in(body: bytes, *, now: datetime) -> list[Entry]:
    """What a device sends when the network is back: ``{"sent_at": …, "entries": [{…}]}``. Raises ``ProblemError``.

    A device's clock may be wrong by hours: of its two times only the distance is believed.
    """
    document = parse(body)
    wrong = [_Wrong(name, _UNKNOWN) for name in sorted(set(document) - {"sent_at", "entries"})]
    sent_at, rows = _moment(document.get("sent_at")), document.get("entries")
    if sent_at is None:
        wrong.append(_Wrong("sent_at", _WRONG))
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ENTRIES:
        wrong.append(_Wrong("entries", _("1件から%(most)s件までの一覧です。") % {"most": MOST_ENTRIES}))
        rows = []
    entries: list[Entry] = []
    for number, row in enumerate(rows):
        found = _entry_in(row, sent_at, now)
        if isinstance(found, Entry):
            entries.append(found)
        else:
            wrong += [_Wrong(f"entries.{number}{one.field}", one.detail) for one in found]
    if wrong:
        raise ProblemError("invalid-body", errors=[{"field": one.field, "detail": one.detail} for one in wrong])
    return entries


def _entry_in(row: Any, sent_at: datetime | None, now: datetime) -> Entry | list[_Wrong]:
    if not isinstance(row, dict):
        return [_Wrong("", _WRONG)]
    wrong = [_Wrong(f".{name}", _UNKNOWN) for name in sorted(set(row) - _FIELDS)]
    read = {
        "act": _one_of(DoorAct, row.get("act")), "key": _uuid(row.get("key")), "noted_at": _moment(row.get("noted_at")),
        "via": _one_of(AttendedVia, row.get("via", AttendedVia.TAP)),
    }  # fmt: skip
    wrong += [
        _Wrong(f".{name}", _MISSING if name not in row else _WRONG) for name, value in read.items() if value is None
    ]
    act = read["act"]
    wrong += [_Wrong(f".{name}", _WRONG) for name in _ill_fitting(row, act)]
    if wrong or sent_at is None:
        return wrong
    noted_at = now - max(sent_at - read["noted_at"], sent_at - sent_at)
    return Entry(
        act, read["key"], registration=row.get("registration"), people=row.get("people"),
        first_people=row.get("first_people"), via=read["via"], noted_at=noted_at, of=_uuid(row.get("of")),
    )  # fmt: skip


def _ill_fitting(row: Mapping[str, Any], act: DoorAct | None) -> list[str]:
    """Names of what does not belong to this act, or is out of its bounds."""
    if act is None:
        return []
    most = MOST_WALK_INS if act == DoorAct.WALK_IN else MOST_OF_REGISTRATION
    people, first = row.get("people"), row.get("first_people")
    is_of, is_undo = act in OF_REGISTRATION, act == DoorAct.UNDO_WALK_IN
    wrong = {
        "registration": not (
            _within(row.get("registration"), 1, _LARGEST_ID) if is_of else row.get("registration") is None
        ),
        "of": is_undo == (_uuid(row.get("of")) is None) if is_undo else row.get("of") is not None,
        "people": people is not None and not _within(people, 1, most),
        "first_people": first is not None and not _within(first, 0, people if isinstance(people, int) else most),
    }
    return [name for name, is_wrong in wrong.items() if is_wrong]


def _within(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _one_of(kind: Any, value: Any) -> Any:
    return kind(value) if isinstance(value, str) and value in kind.values else None


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    """With its offset; a time without one could be any."""
    try:
        found = parse_datetime(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and 2000 <= found.year <= 9000 else None
