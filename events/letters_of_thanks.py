"""The thanks on the day after: nobody is reproached, one question, one next step."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Attendance, Event, Occurrence, Registration, Thanks
from events.next_steps import next_step
from events.registration_enums import RegistrationScope, RegistrationState
from events.services.letters import link_to
from events.services.registrations.letters import link_token
from events.services.registrations.thanks import THANKS, may_answer, token_for
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import day, hour

_THANKED = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED)


@mail_kind(THANKS, gettext_lazy("参加のお礼"), finds_reader=True)
def thanks_letter(mailing: Mailing) -> Letter | None:
    """None where the names are gone, the date was cancelled or hidden meanwhile, or it was noted that they were absent."""
    rows = Registration.objects.select_related("user").filter(state__in=_THANKED, names_removed_at=None)
    registration: Registration | None = rows.filter(pk=mailing.ids["registration"]).first()
    dates = Occurrence.objects.taking_place().filter(event__in=Event.objects.public()).select_related("event")
    date: Occurrence | None = dates.filter(pk=mailing.ids["date"]).first()
    to = _address(registration) if registration else ""
    if registration is None or date is None or not to:
        return None
    marks = set(Attendance.objects.filter(registration=registration).values_list("occurrence", "came"))
    if registration.scope == RegistrationScope.DATE and (date.pk, False) in marks:
        return None
    has_come = any(came for _pk, came in marks)
    return Letter(
        subject=_("「%(name)s」のお礼") % {"name": date.event.title},
        paragraphs=_paragraphs(date, has_come=has_come),
        links=_links(registration, date, has_come=has_come),
        after=_next(date),
        to=to,
    )


def _address(registration: Registration) -> str:
    user = registration.user
    if user is None:
        return registration.email
    return user.email if user.is_active else ""


def _paragraphs(date: Occurrence, *, has_come: bool) -> list[str]:
    """Of whom nothing was noted may have stayed at home."""
    said = {"day": day(date.starts_at), "name": date.event.title}
    if has_come:
        return [_("%(day)sの「%(name)s」に来てくださって、ありがとうございました。") % said]
    return [
        _("%(day)sの「%(name)s」に申し込んでくださって、ありがとうございました。") % said,
        _("来られなかったときも、気にしないでください。また、いつでもどうぞ。"),
    ]


def _links(registration: Registration, date: Occurrence, *, has_come: bool) -> list[tuple[str, str]]:
    links = []
    token = token_for(registration, date)
    thanks = Thanks.objects.filter(occurrence=date).first()
    if thanks is not None and may_answer(thanks, token):
        links.append(
            (_("行ってみて、どうでしたか（ひとつだけ。名前は残りません）"),
             link_to(reverse("registrations:thanks", args=[date.pk, token])))
        )  # fmt: skip
    if has_come:
        proof = reverse("registrations:proof", args=[registration.pk, link_token(registration)])
        links.append((_("参加の証明を印刷する"), link_to(proof)))
    return links


def _next(date: Occurrence) -> list[str]:
    step = next_step(date)
    if step is None:
        return []
    when = f"{day(step.date.starts_at)} {hour(step.date.starts_at)}" if step.date.has_time else day(step.date.starts_at)
    told = {"why": step.why, "when": when, "name": step.date.event.title}
    return [
        _("次に行けそうなもの（%(why)s）：%(when)s「%(name)s」") % told,
        link_to(step.date.event.get_absolute_url()),
    ]
