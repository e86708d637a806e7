"""The one page on which staff enter an event: few boxes, in the order in which one is told."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import Allotment, EnteredVia, Participation
from events.forms.held_at import HeldAtField
from events.forms.written import NextDateField, WrittenTimeField
from events.models import Event, Place
from events.services.entry import EntryDate
from hub.accounts.models import Organization
from hub.fields import LineField, PhoneField, StreetField

FIRST_ROWS = 3
MOST_ROWS = 12
_WAYS: dict[str, tuple[Any, Participation, Allotment]] = {
    "unknown": (gettext_lazy("書かれていない"), Participation.UNKNOWN, Allotment.UNKNOWN),
    "free": (gettext_lazy("申込はいらない"), Participation.FREE, Allotment.UNKNOWN),
    "apply": (gettext_lazy("申し込む"), Participation.ELSEWHERE, Allotment.UNKNOWN),
    "first_come": (gettext_lazy("申し込む（先着）"), Participation.ELSEWHERE, Allotment.FIRST_COME),
    "lot": (gettext_lazy("申し込む（抽選）"), Participation.ELSEWHERE, Allotment.LOT),
}
_WORDS = ("title", "venue_name", "address", "organizer_name", "audience_note", "fee_text", "summary")


def _box(**attributes: Any) -> dict[str, Any]:
    return {"class": "in", "autocomplete": "off", **attributes}


class EntryForm(forms.Form):
    """``rows``: how many dates there is room for. ``is_public``: what is published needs a date, a draft may lack it."""

    via = forms.ChoiceField(
        label=gettext_lazy("どうやって届いたか"),
        choices=EnteredVia.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("どうやって届いたかを、ひとつ選んでください。")},
    )
    title = LineField(
        label=gettext_lazy("名前"),
        max_length=200,
        widget=forms.TextInput(_box()),
        error_messages={"required": gettext_lazy("催しの名前を書いてください。")},
    )
    place = HeldAtField(
        label=gettext_lazy("登録された場所"), queryset=Place.objects.none(), required=False,
        empty_label=gettext_lazy("一覧にない"), widget=forms.Select(_box()),
    )  # fmt: skip
    venue_name = LineField(
        label=gettext_lazy("一覧にない会場の名前"), max_length=200, required=False, widget=forms.TextInput(_box())
    )
    address = StreetField(
        label=gettext_lazy("その住所"), max_length=200, required=False, widget=forms.TextInput(_box())
    )
    organizer = forms.ModelChoiceField(
        label=gettext_lazy("登録された団体"), queryset=Organization.objects.none(), required=False,
        empty_label=gettext_lazy("一覧にない"), widget=forms.Select(_box()),
    )  # fmt: skip
    organizer_name = LineField(
        label=gettext_lazy("一覧にない主催者の名前"), max_length=200, required=False, widget=forms.TextInput(_box())
    )
    audience_note = LineField(
        label=gettext_lazy("だれのため"), max_length=500, required=False, widget=forms.TextInput(_box())
    )
    is_free = forms.BooleanField(label=gettext_lazy("無料"), required=False)
    fee_text = LineField(label=gettext_lazy("料金"), max_length=500, required=False, widget=forms.TextInput(_box()))
    way = forms.ChoiceField(
        label=gettext_lazy("参加の方法"), choices=[(key, row[0]) for key, row in _WAYS.items()], initial="unknown",
        widget=forms.RadioSelect,
    )  # fmt: skip
    contact_phone = PhoneField(
        label=gettext_lazy("問い合わせの電話番号"), required=False, widget=forms.TextInput(_box())
    )
    summary = LineField(
        label=gettext_lazy("ひとことで"), max_length=300, required=False, widget=forms.TextInput(_box())
    )
    warned = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: int = FIRST_ROWS, is_public: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.is_public = rows, is_public
        choices: dict[str, Any] = {
            "place": Place.objects.listed().order_by("kana", "name").only("name"),
            "organizer": Organization.objects.public().order_by("name").only("name"),
        }
        for name, queryset in choices.items():
            field: Any = self.fields[name]
            field.queryset = queryset
        for row in range(rows):
            self._add_date(row)

    def _add_date(self, row: int) -> None:
        kinds: tuple[tuple[str, type[forms.Field], str, str], ...] = (
            ("day", NextDateField, _("日付"), "12/5"),
            ("from", WrittenTimeField, _("始まり"), "10:00"),
            ("to", WrittenTimeField, _("終わり"), "12:00"),
        )
        for name, kind, label, example in kinds:
            numbered = _("%(number)d日目 %(label)s") % {"number": row + 1, "label": label}
            box = forms.TextInput(_box(placeholder=example, **{"aria-label": numbered}))
            self.fields[f"{name}_{row}"] = kind(label=numbered, required=False, widget=box)

    def date_rows(self) -> list[list[BoundField]]:
        """The boxes of each date, for the template."""
        return [[self[f"{name}_{row}"] for name in ("day", "from", "to")] for row in range(self.rows)]

    def date_errors(self) -> list[str]:
        """All that is wrong with dates, each once."""
        found = [str(error) for row in self.date_rows() for box in row for error in box.errors]
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.dates = [found for row in range(self.rows) if (found := self._date_of(row, data))]
        if self.is_public and not self.dates and not self.date_errors():
            self.add_error("day_0", _("日付をひとつは書いてください。まだ決まらないときは「下書きに残す」を押します。"))
        if len({one.starts_at for one in self.dates}) < len(self.dates):
            self.add_error("day_0", _("同じ日時が2つあります。片方を空にしてください。"))
        return data

    def _date_of(self, row: int, data: dict[str, Any]) -> EntryDate | None:
        if {f"{name}_{row}" for name in ("day", "from", "to")} & self.errors.keys():
            return None
        day, begins, ends = (data.get(f"{name}_{row}") for name in ("day", "from", "to"))
        if day is None:
            if begins or ends:
                self.add_error(f"day_{row}", _("時刻だけが書かれています。日付も書いてください。"))
            return None
        if day < timezone.localdate():
            self.add_error(f"day_{row}", _("もう過ぎた日です。これからの日を書いてください。"))
        elif ends and not begins:
            self.add_error(f"from_{row}", _("終わりだけが書かれています。始まりも書いてください。"))
        elif begins and ends and ends < begins:
            self.add_error(f"to_{row}", _("終わりが始まりより前になっています。"))
        else:
            return _entry_date(day, begins, ends)
        return None

    def event(self) -> Event:
        """The event, not saved."""
        data = self.cleaned_data
        _label, participation, allotment = _WAYS[data["way"]]
        return Event(
            place=data["place"],
            organizer=data["organizer"],
            is_free=True if data["is_free"] else None,
            participation=participation,
            allotment=allotment,
            contact_phone=data["contact_phone"],
            **{name: data[name] for name in _WORDS},
        )


def _entry_date(day: date, begins: time | None, ends: time | None) -> EntryDate:
    zone = timezone.get_current_timezone()
    starts_at = datetime.combine(day, begins or time(), tzinfo=zone)
    if begins is None:
        return EntryDate(starts_at, starts_at + timedelta(hours=23, minutes=59), has_time=False)
    return EntryDate(starts_at, datetime.combine(day, ends or begins, tzinfo=zone))
