"""Mails about referrals. They say that something waits, and where to read it: no name, no place, no word of what it is."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing
from referrals.models import Referral, Transfer
from referrals.rules import works_with_referrals
from referrals.services.messages import ANSWERED
from referrals.services.opening import address_for_answer
from referrals.services.records import ARRIVED, TAKEN


@mail_kind(ARRIVED, gettext_lazy("相談が届いた知らせ"))
def arrived(mailing: Mailing) -> Letter | None:
    """Only to who may see it when the mail goes out."""
    referral = Referral.objects.filter(pk=mailing.ids.get("referral")).first()
    if referral is None or mailing.user is None:
        return None
    seen = Referral.objects.visible_to(mailing.user, timezone.localdate())
    if not seen.filter(pk=referral.pk).exists():
        return None
    if referral.is_held:
        return Letter(
            subject=_("確認を待っている件があります"),
            paragraphs=[
                _(
                    "短い間にたくさん届いたうちの一部です。いたずらや宣伝かもしれませんが、本物の相談も混じっているかもしれません。"
                ),
                _("開いて確かめてください。内容は、職員の画面だけで読めます。"),
            ],
            links=[
                (_("確認を待っているものを開く"), f"{settings.SITE_URL}{reverse('staff_referrals:list')}?show=held")
            ],
        )
    return Letter(
        subject=_("確認をお願いする件があります"),
        paragraphs=[_("受付・振り分けに、あなたが見る件があります。内容は、職員の画面だけで読めます。")],
        links=[(_("職員の画面を開く"), f"{settings.SITE_URL}{reverse('staff:home')}")],
    )


@mail_kind(TAKEN, gettext_lazy("引き継ぎが受けられた知らせ"))
def taken(mailing: Mailing) -> Letter | None:
    """To who asked: that another office has it, not which case nor which office. Only to who still works with referrals."""
    transfer = Transfer.objects.filter(pk=mailing.ids.get("transfer")).first()
    if transfer is None or mailing.user is None or not works_with_referrals(mailing.user):
        return None
    return Letter(
        subject=_("引き継ぎのお返事がありました"),
        paragraphs=[
            _("あなたの側から頼んだ引き継ぎを、相手の事務所が受けました。その相談は、受けた事務所のものになりました。"),
            _("受けもつ相談は、職員の画面の一覧で確かめてください。"),
        ],
        links=[(_("受付・振り分けを開く"), f"{settings.SITE_URL}{reverse('staff_referrals:list')}")],
    )


@mail_kind(ANSWERED, gettext_lazy("返事があることの知らせ"), finds_reader=True)
def answered(mailing: Mailing) -> Letter | None:
    """To the address that the writer left, which stands in no row of mails; nothing once the answer was read."""
    referral = Referral.objects.filter(pk=mailing.ids.get("referral")).first()
    if referral is None or not referral.has_unread_answer:
        return None
    return Letter(
        to=address_for_answer(referral),
        subject=_("お返事があります"),
        paragraphs=[_("あなたが送った件に、お返事があります。受付番号を入れると読めます。")],
        links=[(_("受付番号を入れる"), f"{settings.SITE_URL}{reverse('referrals:follow')}")],
        after=[_("このメールに返信しても、だれにも届きません。")],
    )
