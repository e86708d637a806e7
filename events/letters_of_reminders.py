"""The mail that reminds of a date one takes part in: what, when, where, and how one stays away without shame."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.enums import OccurrenceState, State
from events.letters_of_registrations import address_of, own_page, registration_of, what
from events.models import Occurrence, Registration
from events.registration_enums import RegistrationState
from events.registration_rules import terms_of
from events.services.letters import link_to
from events.services.registrations import letters
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing


@mail_kind(letters.REMINDER, gettext_lazy("申し込んだ催しが近づいた知らせ"), finds_reader=True)
def _reminder(mailing: Mailing) -> Letter | None:
    """None where the person no longer comes, nobody knows any more who it is, or the date is another or called off."""
    one = registration_of(mailing, RegistrationState.CONFIRMED, RegistrationState.ATTENDED)
    rows = Occurrence.objects.select_related("event__place", "event__registration_terms")
    # Of a course each date is reminded of, not only the one that its registrations belong to.
    at = rows.filter(pk=mailing.ids.get("date")).first()
    if (
        one is None
        or at is None
        or not _is_expected(one)
        or not _is_still_to_come(at, date.fromordinal(mailing.ids["day"]))
    ):
        return None
    terms = terms_of(at.event)
    sample = [_("これは見本の催しです。実際には行われません。")] if at.event.is_sample else []
    return Letter(
        subject=_("もうすぐです：%(event)s") % {"event": at.event.title},
        paragraphs=[
            *sample,
            _("申し込んだ催しが、もうすぐです。お待ちしています。"),
            *what(at),
            *([_("%(people)s人での申込です。") % {"people": one.party}] if one.party > 1 else []),
            *in_lines(terms.message_after if terms is not None else ""),
        ],
        links=[
            (_("あなたの申込を見る、変える、取りやめる"), own_page(one)),
            (_("行き方を見る"), link_to(reverse("events:detail", args=[at.event_id]))),
        ],
        after=[_("来られなくなったら、リンクから取りやめられます。理由は聞きません。")],
        to=address_of(one),
    )


def _is_expected(one: Registration) -> bool:
    return Registration.objects.expected().filter(pk=one.pk).exists()


def _is_still_to_come(at: Occurrence, day: date) -> bool:
    is_on = at.event.state == State.PUBLISHED and at.state != OccurrenceState.CANCELLED
    return is_on and at.starts_at > timezone.now() and timezone.localdate(at.starts_at) == day
