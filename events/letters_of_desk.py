"""The mail of what an organiser writes to all who come to a date or wait for it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import DateMessage, Registration
from events.services.letters import link_to
from events.services.registrations.letters import MESSAGE, link_token
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import span


@mail_kind(MESSAGE, gettext_lazy("参加する人への、主催者からのお知らせ"), finds_reader=True)
def _message(mailing: Mailing) -> Letter | None:
    """None where the reader took back the registration meanwhile, or the names were removed."""
    rows = Registration.objects.active().select_related("user")
    row = rows.filter(pk=mailing.ids.get("registration")).first()
    message = DateMessage.objects.select_related("occurrence__event").filter(pk=mailing.ids.get("message")).first()
    address = (row.user.email if row.user else row.email) if row else ""
    if row is None or message is None or not address:
        return None
    date = message.occurrence
    return Letter(
        to=address,
        subject=_("「%(name)s」の主催者からのお知らせ") % {"name": date.event},
        paragraphs=[
            _("「%(name)s」（%(date)s）に申し込んだ方へ、主催者からのお知らせです。")
            % {"name": date.event, "date": span(date)},
            *in_lines(message.text),
        ],
        links=[(_("申込の内容を見る・取りやめる"), _own_page(row))],
    )


def _own_page(row: Registration) -> str:
    return link_to(reverse("registrations:own", args=[row.pk, link_token(row)]))
