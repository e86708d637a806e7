"""The mail of notices: what was gathered for one person, as it is at the moment of sending."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.notifications import links
from hub.notifications.enums import NoticeKind
from hub.notifications.frames import mark_of
from hub.notifications.letters import Item, Letter, mail_kind
from hub.notifications.models import Delivery, Mailing, Notice, Recipient
from hub.notifications.services.gathering import NOTICES, is_wanted, may_be_reached_at
from hub.templatetags.reading import day, hour

_MANAGE, _STOP = mark_of("manage"), mark_of("stop")


@mail_kind(NOTICES, gettext_lazy("お知らせ"))
def write_notices(mailing: Mailing) -> Letter | None:
    recipient = mailing.recipient
    if recipient is None:
        return None
    deliveries = wanted_of(mailing, recipient)
    if not deliveries:
        return None
    first = deliveries[0].notice
    many = len(deliveries)
    subject = line_of(first)
    if many > 1:
        subject = ngettext("%(first)s ほか%(rest)d件", "%(first)s ほか%(rest)d件", many - 1) % {
            "first": first.title, "rest": many - 1,
        }  # fmt: skip
    stop = next((one.subscription for one in deliveries if one.subscription), None)
    after = [_("条件や間隔を変える、しばらく休む、やめる：%(url)s") % {"url": _MANAGE}]
    own = {_MANAGE: links.absolute("manage", links.manage_token(recipient))}
    if stop:
        after.append(_("この知らせだけをやめる：%(url)s") % {"url": _STOP})
        own[_STOP] = links.absolute("stop", links.subscription_token("stop", stop))
    return Letter(
        subject=subject,
        paragraphs=[_("お申し込みの知らせです。")],
        items=[item_of(delivery) for delivery in deliveries],
        after=after,
        stop_url=_STOP if stop else "",
        own=own,
    )


def wanted_of(mailing: Mailing, recipient: Recipient) -> list[Delivery]:
    """What of a mailing is still to be told, what begins first coming first."""
    now = timezone.now()
    if recipient.paused_until and may_be_reached_at(recipient, now):
        return []
    wanted = [one for one in mailing.deliveries.all() if is_wanted(one, recipient, now)]
    for delivery in wanted:
        if delivery.subscription:  # whose it is is known
            delivery.subscription.recipient = recipient
    return sorted(wanted, key=_order)


def _order(delivery: Delivery) -> tuple[bool, bool, float, int]:
    """What was changed or cancelled first, what begins at no time last."""
    notice = delivery.notice
    starts = notice.starts_at.timestamp() if notice.starts_at else 0.0
    return notice.kind == NoticeKind.PUBLISHED, notice.starts_at is None, starts, delivery.pk


def line_of(notice: Notice) -> str:
    """The title, with what happened to the thing where it is not new."""
    if notice.kind == NoticeKind.CANCELLED:
        return _("【中止】%(title)s") % {"title": notice.title}
    if notice.kind == NoticeKind.CHANGED:
        return _("【変更】%(title)s") % {"title": notice.title}
    return notice.title


def item_of(delivery: Delivery) -> Item:
    notice = delivery.notice
    said = [when_of(notice), notice.whereabouts, *notice.text.splitlines()]
    return Item(line_of(notice), [line for line in said if line], links.page_of(notice, delivery.channel))


def when_of(notice: Notice) -> str:
    """11月26日(木) 13:00; empty where nothing begins."""
    if notice.starts_at is None:
        return ""
    return f"{day(notice.starts_at)} {hour(notice.starts_at)}" if notice.has_time else day(notice.starts_at)
