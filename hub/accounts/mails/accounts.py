"""What the mails of accounts say. Links and their tokens are made when a mail is sent, from what is true then."""

from collections.abc import Callable

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from hub.accounts.enums import Right
from hub.accounts.models import RightsRequest, User
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing

# allauth's name of a mail -> ours. These hold a link.
KINDS = {
    "account/email/email_confirmation_signup": "accounts.confirm_address",
    "account/email/email_confirmation": "accounts.confirm_address",
    "account/email/password_reset_key": "accounts.reset_password",
    "account/email/account_already_exists": "accounts.has_account",
    "account/email/unknown_account": "accounts.no_account",
}
# Somebody changed their mind about a new address: nothing that the account's owner must know.
NOT_SENT = frozenset({"account/email/email_deleted"})
# These tell that something was done.
NOTICES = {
    "account/email/email_changed": "accounts.address_changed",
    "account/email/email_confirm": "accounts.address_confirmed",
    "account/email/password_changed": "accounts.password_changed",
    "account/email/password_reset": "accounts.password_changed",
    "account/email/password_set": "accounts.password_changed",
    "mfa/email/totp_activated": "accounts.factor_added",
    "mfa/email/totp_deactivated": "accounts.factor_removed",
    "mfa/email/webauthn_added": "accounts.factor_added",
    "mfa/email/webauthn_removed": "accounts.factor_removed",
    "mfa/email/recovery_codes_generated": "accounts.codes_made",
}


def _site(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _user(mailing: Mailing) -> User | None:
    return mailing.user or User.objects.filter(pk=mailing.ids.get("user"), is_active=True).first()


@mail_kind("accounts.confirm_address", gettext_lazy("メールアドレスの確認"))
def confirm_address(mailing: Mailing) -> Letter | None:
    waiting = EmailAddress.objects.filter(pk=mailing.ids.get("email_address"), verified=False, user__is_active=True)
    address = waiting.first()
    if address is None:  # confirmed meanwhile, or taken back
        return None
    if EmailAddress.objects.filter(email__iexact=address.email, verified=True).exists():
        return _already_used()
    url = _site(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))
    days = settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS
    return Letter(
        subject=_("メールアドレスの確認"),
        paragraphs=[
            _("つながりハブで、このメールアドレスを使う申し込みがありました。"),
            _("あなたなら、下のリンクを開いて「確認する」を押してください。%(days)s日のあいだ使えます。")
            % {"days": days},
        ],
        links=[(_("メールアドレスを確認する"), url)],
        after=[_("心当たりがなければ、何もしなくてかまいません。リンクを開かなければ、使われません。")],
    )


@mail_kind("accounts.reset_password", gettext_lazy("パスワードの決め直し"))
def reset_password(mailing: Mailing) -> Letter | None:
    user = _user(mailing)
    if user is None:
        return None
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return Letter(
        subject=_("パスワードの決め直し"),
        paragraphs=[
            _("つながりハブのパスワードを決め直す申し込みがありました。"),
            _("あなたなら、下のリンクを開いて、新しいパスワードを決めてください。3時間のあいだ、一度だけ使えます。"),
        ],
        links=[(_("パスワードを決め直す"), _site(path.replace("UID-KEY", key)))],
        after=[_("心当たりがなければ、何もしなくてかまいません。いまのパスワードがそのまま使えます。")],
    )


@mail_kind("accounts.has_account", gettext_lazy("すでに登録があります"))
def has_account(mailing: Mailing) -> Letter | None:
    return _already_used() if _user(mailing) else None


def _already_used() -> Letter:
    """What the page must not say, the owner of the address may know."""
    return Letter(
        subject=_("すでに登録があります"),
        paragraphs=[
            _("つながりハブで、このメールアドレスを使う申し込みがありました。"),
            _("このメールアドレスは、もう登録されています。新しい登録はしていません。"),
            _("パスワードがわからなくなったときは、決め直すことができます。"),
        ],
        links=[
            (_("ログインする"), _site(reverse("account_login"))),
            (_("パスワードを決め直す"), _site(reverse("account_reset_password"))),
        ],
        after=[_("心当たりがなければ、何もしなくてかまいません。")],
    )


@mail_kind("accounts.no_account", gettext_lazy("このメールアドレスの登録はありません"))
def no_account(mailing: Mailing) -> Letter | None:
    if User.objects.filter(email__iexact=mailing.address).exists():
        return None
    return Letter(
        subject=_("このメールアドレスの登録はありません"),
        paragraphs=[
            _("つながりハブで、このメールアドレスのパスワードを決め直す申し込みがありました。"),
            _("このメールアドレスの登録はありません。別のメールアドレスで登録したかもしれません。"),
        ],
        links=[(_("新しく登録する"), _site(reverse("account_signup")))],
        after=[_("心当たりがなければ、何もしなくてかまいません。")],
    )


@mail_kind("accounts.address_changed", gettext_lazy("メールアドレスが変わりました"))
def address_changed(mailing: Mailing) -> Letter | None:
    """To the former address, so that whoever lost the account learns of it."""
    return Letter(
        subject=_("メールアドレスが変わりました"),
        paragraphs=[
            _("つながりハブのあなたの登録で、メールアドレスが別のものに変わりました。"),
            _("これからのメールは、新しいメールアドレスに届きます。"),
            _("あなたが変えたのでなければ、市役所の窓口で話してください。%(city)s 〒%(code)s %(address)s")
            % {
                "city": settings.HUB_CITY["name"],
                "code": settings.HUB_CITY["postal_code"],
                "address": settings.HUB_CITY["address"],
            },
        ],
    )


def _notice(subject: str, sentence: str) -> Callable[[Mailing], Letter | None]:
    """A notice of something done; ``subject`` and ``sentence`` are looked up in the language of the mail."""

    def write(mailing: Mailing) -> Letter | None:
        if _user(mailing) is None:
            return None
        return Letter(
            subject=_(subject),
            paragraphs=[
                _(sentence),
                _(
                    "あなたがしたのでなければ、すぐにパスワードを決め直し、ほかの機械からのログインを終わらせてください。"
                ),
            ],
            links=[
                (_("パスワードを決め直す"), _site(reverse("account_reset_password"))),
                (_("ログイン中の機械を見る"), _site(reverse("usersessions_list"))),
            ],
        )

    return write


for _kind, _subject, _sentence in (
    ("address_confirmed", gettext_noop("メールアドレスを確認しました"), gettext_noop("つながりハブのあなたのメールアドレスが確認されました。")),
    ("password_changed", gettext_noop("パスワードが変わりました"), gettext_noop("つながりハブのあなたのパスワードが変わりました。")),
    ("factor_added", gettext_noop("2段階認証が加わりました"), gettext_noop("つながりハブのあなたの登録に、2段階認証の方法がひとつ加わりました。")),
    ("factor_removed", gettext_noop("2段階認証がなくなりました"), gettext_noop("つながりハブのあなたの登録から、2段階認証の方法がひとつなくなりました。")),
    ("codes_made", gettext_noop("予備のコードを作りました"), gettext_noop("つながりハブのあなたの予備のコードが新しく作られました。前のコードは使えません。")),
):  # fmt: skip
    mail_kind(f"accounts.{_kind}", gettext_lazy(_subject))(_notice(_subject, _sentence))


@mail_kind("accounts.deleted", gettext_lazy("登録を消しました"))
def deleted(mailing: Mailing) -> Letter | None:
    """The last mail to an address: its account is gone."""
    return Letter(
        subject=_("登録を消しました"),
        paragraphs=[
            _("つながりハブのあなたの登録と、ニックネーム、ログインの記録を消しました。"),
            _("このメールアドレスにメールを送るのは、これが最後です。"),
        ],
    )


@mail_kind("accounts.made_for_you", gettext_lazy("登録ができました"))
def made_for_you(mailing: Mailing) -> Letter | None:
    """An administrator made the account: its owner chooses the password."""
    user = _user(mailing)
    if user is None or user.has_usable_password():
        return None
    letter = reset_password(mailing)
    return letter and Letter(
        subject=_("登録ができました"),
        paragraphs=[
            _("つながりハブの管理者が、あなたの登録を作りました。"),
            _("下のリンクを開いて、パスワードを決めてください。3時間のあいだ、一度だけ使えます。"),
            _("過ぎたときは、新しいリンクを受け取れます。"),
        ],
        links=[
            (_("パスワードを決める"), letter.links[0][1]),
            (_("新しいリンクを受け取る"), _site(reverse("account_reset_password"))),
        ],
    )


# What two administrators decided, in sentences: the subject, and what is told.
_GIVEN = {
    Right.ADMINISTRATOR: (
        gettext_noop("管理者になりました"),
        gettext_noop("二人の管理者が決めて、あなたはつながりハブの管理者になりました。"),
    ),
    Right.CONSULTATION_COORDINATOR: (
        gettext_noop("相談コーディネーターになりました"),
        gettext_noop("二人の管理者が決めて、あなたはつながりハブの相談コーディネーターになりました。"),
    ),
    Right.SECOND_FACTOR_RESET: (
        gettext_noop("2段階認証を、もう一度用意してください"),
        gettext_noop(
            "二人の管理者が決めて、あなたの2段階認証をなくしました。"
            "前の認証アプリ、パスキー、予備のコードは使えません。ログインすると、もう一度用意できます。"
        ),
    ),
}


@mail_kind("accounts.right_given", gettext_lazy("権限が変わりました"))
def right_given(mailing: Mailing) -> Letter | None:
    """To whom two administrators gave a right, so that nobody gets one unawares."""
    request = RightsRequest.objects.filter(pk=mailing.ids.get("request")).first()
    if request is None:
        return None
    subject, sentence = _GIVEN[Right(request.right)]
    return Letter(
        subject=_(subject),
        paragraphs=[
            _(sentence),
            _("もう一度ログインしてください。心当たりがなければ、すぐに管理者に知らせてください。"),
        ],
        links=[(_("ログインする"), _site(reverse("account_login")))],
    )
