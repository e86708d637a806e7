"""What the mails about personal keys say."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.api.models import PersonalToken
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing


@mail_kind("api.token_made", gettext_lazy("アクセスキーを作った知らせ"))
def token_made(mailing: Mailing) -> Letter | None:
    """To its owner. Neither the key nor its name stands in it: what a thief wrote there is no text of ours."""
    token = PersonalToken.objects.filter(pk=mailing.ids.get("token"), user=mailing.user).first()
    if token is None:
        return None
    until = date_format(localtime(token.expires_at), "Y年n月j日")
    return Letter(
        subject=_("アクセスキーを作りました"),
        paragraphs=[
            _("つながりハブのあなたの登録で、アクセスキーがひとつ作られました。できることは「%(scope)s」です。%(until)sまで使えます。")
            % {"scope": token.get_scope_display(), "until": until},
            _("アクセスキーを持つプログラムは、あなたの代わりに、あなたの団体の場や催しを読んだり書いたりします。"),
            _("あなたが作ったのでなければ、すぐに取り消して、パスワードを決め直してください。パスワードを変えても、アクセスキーは止まりません。"),
        ],
        links=[
            (_("アクセスキーを見る・取り消す"), f"{settings.SITE_URL}{reverse('me_tokens')}"),
            (_("パスワードを決め直す"), f"{settings.SITE_URL}{reverse('account_reset_password')}"),
        ],
    )  # fmt: skip
