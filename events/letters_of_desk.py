"""The mail of what an organiser writes to all who come to a date or wait for it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.letters_of_registrations import letter, registration_of
from events.models import DateMessage
from events.registration_enums import ACTIVE, RegistrationState
from events.services.registrations.letters import MESSAGE
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing


@mail_kind(MESSAGE, gettext_lazy("申し込んだ人への、主催者からのお知らせ"), finds_reader=True)
def _message(mailing: Mailing) -> Letter | None:
    """None where the reader took the registration back meanwhile. Above the organiser's words stands whose they are."""
    one = registration_of(mailing, *(RegistrationState(state) for state in ACTIVE))
    message = DateMessage.objects.filter(pk=mailing.ids.get("message")).first()
    if one is None or message is None:
        return None
    said = _("主催者から、申し込んだ方へのお知らせです。")
    return letter(one, _("主催者からのお知らせ：%(event)s"), [said, *in_lines(message.text)])
