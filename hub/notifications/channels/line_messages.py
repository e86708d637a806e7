"""What stands in a message on LINE."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.notifications import links
from hub.notifications.channels.line_api import LineApi
from hub.notifications.channels.ways import RefusedError
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.letters_of_notices import item_of, wanted_of
from hub.notifications.models import Mailing
from hub.notifications.services.line import LINKS
from hub.notifications.writing import one_line

# Of LINE: letters in a text (as UTF-16 counts them), texts in a message.
_MOST_LETTERS, _MOST_TEXTS = 4_900, 5


@mail_kind(LINKS, gettext_lazy("LINEの案内"))
def _by_mail(_mailing: Mailing) -> Letter | None:
    """Goes by LINE alone."""
    return None


def texts_of_notices(mailing: Mailing) -> list[str]:
    """Title and link of each. What names a person goes by mail: on LINE there is only what is public."""
    if mailing.recipient is None:
        return []
    public = [one for one in wanted_of(mailing, mailing.recipient) if one.notice.recipients is None]
    items = [item_of(delivery) for delivery in public]
    return packed([f"{one_line(item.title)}\n{item.url}" for item in items])


def packed(items: list[str]) -> list[str]:
    """As few texts as hold them all, none longer than LINE takes."""
    texts: list[str] = []
    for item in items:
        joined = f"{texts[-1]}\n\n{item}" if texts else item
        if texts and _letters(joined) <= _MOST_LETTERS:
            texts[-1] = joined
        else:
            texts.append(item)
    return texts[:_MOST_TEXTS]


def _letters(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def links_of(mailing: Mailing, api: LineApi) -> list[str]:
    """Where to choose what one is told; of a friend without an account also where to link one."""
    recipient: Any = mailing.recipient
    if recipient.user_id is not None:
        settings_url = settings.SITE_URL + reverse("notices:settings")
        return [_("知らせの条件を変える、休む、やめる：\n%(url)s") % {"url": settings_url}]
    manage = links.absolute("manage", links.manage_token(recipient))
    said = [
        _("つながりハブです。知らせてほしいことを、下のページで選べます。休む、やめるも、このページで。\n%(url)s")
        % {"url": manage}
    ]
    try:
        token = api.link_token(recipient.line_id)
    except RefusedError:  # LINE links nobody at present; the other page works
        token = ""
    if token:
        address = f"{settings.SITE_URL}{reverse('notices:line_link')}?{urlencode({'linkToken': token})}"
        said.append(
            _("登録している方は、10分のうちに下のページを開くと、登録とつなげます。\n%(url)s") % {"url": address}
        )
    return ["\n\n".join(said)]
