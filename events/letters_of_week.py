"""「今週も開きますか」: what the weekly mail says, and its two links."""

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import WeeklyAnswerKind
from events.models import Place
from events.opening import Day
from events.services.weekly import MAIL, days_of_week, token_for, week_of
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import day, hour


@mail_kind(MAIL, gettext_lazy("今週開くかどうかの問い合わせ"))
def weekly_letter(mailing: Mailing) -> Letter | None:
    """None where the person no longer answers for the place, nobody is to be asked any more, or the week is over."""
    week_on, user = date.fromordinal(mailing.ids["week"]), mailing.user
    if user is None or week_of(timezone.now()) != week_on:
        return None
    places = Place.objects.answerable_by(user).filter(pk=mailing.ids["place"], asks_weekly=True)
    place = places.prefetch_related("opening_hours", "opening_exceptions").first()
    if place is None:
        return None
    address = settings.SITE_URL + weekly_url(place.pk, week_on, user.pk)
    return Letter(
        subject=_("今週の「%(name)s」は開きますか") % {"name": place.name},
        paragraphs=[
            _("%(first)sから%(last)sまでの「%(name)s」について、教えてください。")
            % {"first": day(week_on), "last": day(week_on + timedelta(days=6)), "name": place.name},
            _("案内に出ている時間："),
            *(said(one) for one in days_of_week(place, week_on)),
            _("下のどちらかを押して、次の画面でもう一度押すと、案内に出ます。ログインはいりません。"),
        ],
        links=[
            *((str(kind.label), f"{address}?answer={kind.value}") for kind in WeeklyAnswerKind),
            (_("場の編集ページを開く"), settings.SITE_URL + _edit_url(place)),
        ],
        after=[
            _("時間が違うとき、1日だけ休むときは、場の編集ページで直してください。"),
            _("このメールをやめるときは、場の編集ページで「毎週、開くかどうかを聞く」の印を外してください。"),
        ],
    )


def _edit_url(place: Place) -> str:
    return reverse("writing:place_edit", args=[place.operator_id, place.pk])


def weekly_url(place_id: int, week_on: date, user_id: int) -> str:
    """The address of the page on which this person answers."""
    return reverse(
        "events:weekly", args=[place_id, week_on.isoformat(), user_id, token_for(place_id, week_on, user_id)]
    )


def said(one: Day) -> str:
    """11月23日(月) 10:00–15:00、休み（祝日のため）."""
    spans = "、".join(f"{hour(span.opens)}–{hour(span.closes)}" for span in one.spans) or _("休み")
    note = f"（{one.note}）" if one.note else ""
    return f"{day(one.date)} {spans}{note}"
