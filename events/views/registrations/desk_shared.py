"""What the pages of a desk have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Occurrence, Registration, RegistrationQuestion
from events.registration_board import Numbers, numbers_of
from events.registration_enums import RegisteredVia, RegistrationState, Wish
from events.registration_rules import closed_because, terms_of
from hub.paging import Page

PAGE_SIZE = 50
_S = RegistrationState
# A word of colour for each state: certain, still open, over.
TONES = {
    _S.CONFIRMED: "on", _S.ATTENDED: "on", _S.OFFERED: "care", _S.UNCONFIRMED: "care", _S.WAITING: "care",
    _S.AWAITING: "care", _S.IN_LOT: "care",
}  # fmt: skip
# As the organiser says it of somebody else.
WORDS = {
    _S.UNCONFIRMED: gettext_lazy("メールの確認待ち"), _S.AWAITING: gettext_lazy("返事待ち"), _S.CONFIRMED: gettext_lazy("来ます"), _S.WAITING: gettext_lazy("空き待ち"),
    _S.OFFERED: gettext_lazy("空きをご案内中"), _S.IN_LOT: gettext_lazy("抽選待ち"), _S.NOT_DRAWN: gettext_lazy("抽選でもれた"), _S.DECLINED: gettext_lazy("見送り"),
    _S.EXPIRED: gettext_lazy("期限切れ"), _S.CANCELLED: gettext_lazy("取りやめ"), _S.ATTENDED: gettext_lazy("来ました"), _S.ABSENT: gettext_lazy("お休み"),
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A registration as a desk tells it."""

    row: Registration
    state: str
    tone: str
    wishes: list[str]
    answers: list[tuple[str, str]]
    came_by: str

    @property
    def is_unreachable(self) -> bool:
        """Nobody can tell them anything before they come."""
        return not (self.row.user_id or self.row.email or self.row.phone)

    @property
    def email(self) -> str:
        return self.row.user.email if self.row.user else self.row.email

    @property
    def code(self) -> str:
        """As it is read aloud: four digits at a time."""
        return " ".join(self.row.code[start : start + 4] for start in range(0, len(self.row.code), 4))


def questions_of(date: Occurrence) -> dict[str, str]:
    """Number -> words, also of those that are no longer asked."""
    rows = RegistrationQuestion.objects.filter(event=date.event_id)
    return {str(pk): text for pk, text in rows.values_list("pk", "text")}


def people_of(rows: Iterable[Registration], questions: Mapping[str, str]) -> list[Person]:
    return [person_of(row, questions) for row in rows]


def person_of(row: Registration, questions: Mapping[str, str]) -> Person:
    state = RegistrationState(row.state)
    answers = [(questions.get(pk, ""), text) for pk, text in row.answers.items()]
    wishes = [str(Wish(one).label) for one in row.wishes if one in Wish]
    return Person(row, str(WORDS[state]), TONES.get(state, ""), wishes, answers, _came_by(row))


def _came_by(row: Registration) -> str:
    """電話（山田さんが書きました）; nothing of who came by the site itself."""
    via = RegisteredVia(row.via)
    if via == RegisteredVia.WEB:
        return ""
    if row.entered_by is None:
        return str(via.label)
    return _("%(way)s（%(who)sさんが書きました）") % {"way": via.label, "who": row.entered_by}


def on_desk(date: Occurrence) -> dict[str, Any]:
    """What every page of a date says: the date, its numbers, why nobody can be entered (empty where one can)."""
    now = timezone.now()
    numbers: Numbers = numbers_of([date], now=now)[date.pk]
    return {
        "date": date, "event": date.event, "numbers": numbers, "date_url": url_of(date),
        "is_stopped": terms_of(date.event) is None,
        "closed": closed_because(date, now=now, by_staff=True), "is_over": date.ends_at <= now,
    }  # fmt: skip


def url_of(date: Occurrence, page: str = "date", *more: int) -> str:
    return reverse(f"registrations:{page}", args=[date.pk, *more])


def pager(page: Page, address: str, asked: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Ways to the page before and after, with what else was asked for."""

    def url(number: int) -> str:
        query = QueryDict(mutable=True)
        query.update({**(asked or {}), "page": str(number)})
        return f"{address}?{query.urlencode()}"

    return {
        "page": page,
        "previous_url": url(page.number - 1) if page.has_previous else "",
        "next_url": url(page.number + 1) if page.has_next else "",
    }
