"""The mail that asks whether it was the reader who asked for notices."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.notifications import links
from hub.notifications.enums import SubscriptionState
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing, Subscription

CONFIRM = "subscription.confirm"


@mail_kind(CONFIRM, gettext_lazy("知らせの申し込みの確認"))
def write_confirmation(mailing: Mailing) -> Letter | None:
    found = Subscription.objects.filter(pk=mailing.ids.get("subscription"), state=SubscriptionState.WAITING)
    subscription = found.select_related("recipient").first()
    if subscription is None:
        return None
    url = links.absolute("confirm", links.subscription_token("confirm", subscription))
    return Letter(
        subject=_("知らせを受け取りますか（確認）"),
        paragraphs=[
            _("つながりハブの知らせを、このメールアドレスで受け取りたいという申し込みがありました。"),
            _("受け取る方は、下のページを開いて、ボタンを押してください。"),
        ],
        links=[(_("知らせを受け取る"), url)],
        after=[_("心あたりがなければ、何もしないでください。知らせは届かず、アドレスは7日で消えます。")],
    )
