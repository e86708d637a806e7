"""A member writes a place: what it is, when it is open, where; all else is folded away."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.hours import MOST_EXCEPTIONS, ExceptionRows, HoursForm, exceptions_to_come
from events.forms.member import MemberForm, Writing, member_field
from events.models import Place
from hub.accounts.models import Organization

if TYPE_CHECKING:
    from hub.accounts.models import User

MORE_ROWS = 3


class PlaceForm(MemberForm):
    needed = frozenset({"name", "kind", "summary", "address"})
    contacts = ("phone",)
    plan = (
        ("what", _("どんな場所"), ("name", "kind", "summary"), "", False),
        ("more", _("よみ、くわしい説明、分野"), ("kana", "description", "themes"), "", True),
        ("first", _("はじめての方へ（一人参加歓迎、話さなくてもOK、など）"), ("first_visit", "welcome_marks"), _("はじめての人は、ここを読んで来るかどうかを決めます。"), True),
        ("people", _("迎える人、だれが来ているか"), ("greeter", "who_comes"), "", True),
        ("where", _("どこで"), ("address", "is_address_public"), "", False),
        ("way", _("建物と階、行き方"), ("building", "access_note", "parking_note", "bicycle_note"), "", True),
        ("when", _("いつ"), ("hours_note", "is_drop_in", "is_by_appointment", "should_phone_first", "asks_weekly"), "", False),
        ("contact", _("問い合わせ"), ("phone", "url"), "", False),
        ("cost", _("いくら（無料、参加費）"), ("is_free", "fee_text"), "", True),
        ("who", _("だれのため（子ども、どなたでも、など）"), ("audiences",), "", True),
        ("safe", _("子どもと活動するときの約束"), ("safeguards",), _("18歳未満の人が参加するなら書きます。団体の約束があれば、書かなくてもかまいません。"), True),
        ("body", _("言葉、設備"), ("languages_note", "accessibility", "accessibility_note"), "", True),
        ("rest", _("掲載の終わり"), ("closes_on",), "", True),
    )  # fmt: skip

    class Meta:
        model = Place
        formfield_callback = member_field
        fields = (
            "name", "kana", "kind", "summary", "description", "themes", "first_visit", "greeter", "who_comes",
            "welcome_marks", "address", "is_address_public", "building", "access_note", "parking_note",
            "bicycle_note", "hours_note", "is_drop_in", "is_by_appointment", "should_phone_first", "asks_weekly",
            "phone", "url", "is_free", "fee_text", "audiences", "safeguards", "languages_note", "accessibility",
            "accessibility_note", "closes_on",
        )  # fmt: skip
        labels = {
            "name": _("場所の名前"), "phone": _("問い合わせの電話番号"), "hours_note": _("時間の補足"),
            "closes_on": _("この日までで掲載をやめる"),
        }  # fmt: skip
        help_texts = {
            "name": _("例：台町の縁側"),
            "kana": _("例：だいまちのえんがわ"),
            "summary": _("1文で。例：お茶を飲みながら話せる、庭のある家です。"),
            "first_visit": _("例：玄関で「はじめてです」と言ってください。名前は聞きません。"),
            "greeter": _("例：青いエプロンの人が迎えます。人の名前は書かないでください。"),
            "who_comes": _("例：近所の70代の方が多く、午後は小学生も来ます。"),
            "address": _("例：八王子市台町1-1"),
            "is_address_public": _("外すと、町の名前までを公開します。"),
            "hours_note": _("例：祝日は休みです。"),
            "phone": _("公開されます。例：042-000-0000"),
            "fee_text": _("例：飲み物100円"),
            "closes_on": _("書かなくてもかまいません。この日を過ぎると「終わりました」と出ます。"),
            "safeguards": _("例：おとなが二人以上で見守る、二人きりにならない、写真は保護者に聞いてから。"),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_drop_in") and data.get("is_by_appointment"):
            self.add_error(
                "is_by_appointment", __("「約束なしで寄れる」と「予約した方だけ」は、どちらか1つにしてください。")
            )
        return data


class PlaceWriting(Writing):
    """The place's form, its week, and the days that differ."""

    template = "events/writing/place_form.html"

    def __init__(self, data: Any, files: Any, *, instance: Place, organization: Organization) -> None:
        self.place = instance
        self._source = data
        self.form = PlaceForm(data, files, instance=instance, organization=organization)
        self.hours = HoursForm(data, place=instance)
        self.rows = self._rows(data)
        self.about_hours: list[str] = []
        self.is_adding = False

    def _rows(self, data: Any) -> Any:
        return ExceptionRows(data, instance=self.place, queryset=exceptions_to_come(self.place), prefix="days")

    @property
    def has_days(self) -> bool:
        """Whether the days that differ must not be folded away: some are there, wrong, or asked for."""
        return self.is_adding or bool(self.rows.initial_form_count()) or any(row.errors for row in self.rows.forms)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.hours.is_valid(), self.rows.is_valid()])

    def changed_rows(self) -> list[str]:
        found = [("opening_hours", self.hours), ("opening_exceptions", self.rows)]
        return [name for name, part in found if part.has_changed()]

    def save_rows(self, by: "User") -> None:
        self.hours.save_hours()
        self.rows.instance = self.place
        self.rows.save()

    def says_when(self) -> bool:
        week = (
            self.hours.errors or any(self.hours.cleaned_data.values()) or any(day["more"] for day in self.hours.week())
        )
        rows = [row for row in self.rows.forms if row.errors or row.has_changed() or row.instance.pk]
        return bool(week) or any(row not in self.rows.deleted_forms for row in rows)

    def tell_missing(self, missing: dict[str, str]) -> None:
        rest = dict(missing)
        if "hours" in rest:
            self.about_hours = [rest.pop("hours")]
        super().tell_missing(rest)

    def problems(self) -> list[tuple[str, str]]:
        week = [("hours", text) for text in self.about_hours]
        return super().problems() + week + self.problems_of(self.hours, "hours") + self.problems_of_rows(self.rows)

    def add_rows(self) -> None:
        self.rows = self._rows(self.with_more_rows(self._source, "days", MORE_ROWS, MOST_EXCEPTIONS))
        self.is_adding = True
        self.leave_unchecked()

    def leave_unchecked(self) -> None:
        for part in (self.form, self.hours, self.rows):
            part.leave_unchecked()
