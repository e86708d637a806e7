"""Mails to members who write and to coordinators: that the other side has written, that an answer is late. Never the words."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import era_day
from hub.threads.enums import Side
from hub.threads.models import Thread
from hub.threads.rules import side_of
from hub.threads.services.records import LATE, WRITTEN


def _names(thread: Thread) -> dict[str, str]:
    """Whatever somebody wrote, on one line."""
    return {"subject": " ".join(thread.subject.split()), "name": " ".join(thread.organization.name.split())}


def _link(thread: Thread, side: Side) -> list[tuple[str, str]]:
    path = (
        reverse("threads:talk", args=[thread.organization_id, thread.pk])
        if side == Side.MEMBERS
        else reverse("threads:staff_talk", args=[thread.pk])
    )
    return [(_("やりとりを開く"), f"{settings.SITE_URL}{path}")]


def _promise(thread: Thread) -> list[str]:
    if thread.answer_by is None:
        return []
    return [_("お返事の約束は、%(day)sまでです。") % {"day": era_day(thread.answer_by)}]


@mail_kind(WRITTEN, gettext_lazy("やりとりに書きこみがあった知らせ"))
def written(mailing: Mailing) -> Letter | None:
    """Not to who has read it meanwhile or writes there no more, nor to the city where somebody has answered."""
    thread = Thread.objects.select_related("organization").filter(pk=mailing.ids.get("thread")).first()
    side = side_of(mailing.user, thread) if thread and mailing.user else None
    if thread is None or side is None:
        return None
    news = Thread.objects.with_news_for(mailing.user, side).filter(pk=thread.pk)
    if not news.exists() or (side == Side.STAFF and thread.waits_for != Side.STAFF):
        return None
    if side == Side.STAFF:
        return Letter(
            subject=_("「%(name)s」から、やりとりの書きこみがあります") % _names(thread),
            paragraphs=[
                _("「%(name)s」とのやりとり「%(subject)s」に、新しい書きこみがあります。") % _names(thread),
                *_promise(thread),
            ],
            links=_link(thread, side),
        )
    return Letter(
        subject=_("「%(subject)s」に、市の担当から書きこみがあります") % _names(thread),
        paragraphs=[
            _("「%(name)s」と市のやりとり「%(subject)s」に、市の担当から新しい書きこみがあります。") % _names(thread),
            _("書いてあることは、ログインすると読めます。"),
        ],
        links=_link(thread, side),
    )


@mail_kind(LATE, gettext_lazy("お返事の約束の日を過ぎた知らせ"))
def late(mailing: Mailing) -> Letter | None:
    """As long as it still waits, for who may still answer."""
    waiting = Thread.objects.late(timezone.localdate()).select_related("organization")
    thread = waiting.filter(pk=mailing.ids.get("thread")).first()
    if thread is None or thread.answer_by is None or side_of(mailing.user, thread) != Side.STAFF:
        return None
    return Letter(
        subject=_("お返事の約束の日を過ぎています：「%(name)s」") % _names(thread),
        paragraphs=[
            _("「%(name)s」とのやりとり「%(subject)s」に、まだお返事していません。") % _names(thread),
            *_promise(thread),
        ],
        links=_link(thread, Side.STAFF),
    )
