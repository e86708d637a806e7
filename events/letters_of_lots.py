"""What those are told who became reserves in a draw. Who got a place, and who got none, is told as ever."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.letters_of_registrations import is_on, letter, registration_of
from events.registration_enums import RegistrationState
from events.services.registrations import letters
from events.services.registrations.queue import people_before
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing


@mail_kind(letters.RESERVE, gettext_lazy("抽選の結果（空きを待つ）"), finds_reader=True)
def _reserve(mailing: Mailing) -> Letter | None:
    """As the list is when it is sent."""
    one = registration_of(mailing, RegistrationState.WAITING)
    if one is None or not is_on(one):
        return None
    before = people_before(one)
    return letter(
        one, _("抽選の結果のお知らせ：%(event)s"),
        [
            _("抽選の結果、いまは席をご用意できませんでしたが、空きを待つ順番に入っています。"),
            _("あなたの前に待っているのは%(number)s組です。") % {"number": before} if before else _("次に席が空いたら、あなたの番です。"),
            _("席が空いたら、抽選の順番のとおりにメールでお知らせします。待つのをやめることも、リンクからできます。"),
        ],
    )  # fmt: skip
