"""allauth's forms of the second factor and of passkeys, in our words; codes also in full width."""

import unicodedata
from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_UNREAD = _("パスキーを読み取れませんでした。もう一度押すか、ほかの方法を使ってください。")


class CodeField(forms.CharField):
    """Digits as people type them: １１９ ４４４ is 119444."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip()


class _CodeMixin:
    fields: dict[str, forms.Field]
    code_label: Any = _("認証アプリの6けたの数字か、予備のコード")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
        self.fields["code"] = CodeField(
            label=self.code_label, widget=widget, error_messages={"required": _("数字を書いてください。")}
        )


class AuthenticateForm(_CodeMixin, base_forms.AuthenticateForm):
    pass


class ReauthenticateForm(_CodeMixin, base_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(_CodeMixin, totp_forms.ActivateTOTPForm):
    code_label = _("アプリに出た6けたの数字")


class _PasskeyMixin:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": _UNREAD, "invalid": _UNREAD}

    def add_error(self, field: str | None, error: Any) -> None:
        """allauth has one sentence for codes and passkeys; ours speaks of digits."""
        is_of_digits = getattr(error, "code", None) == "incorrect_code"
        super().add_error(field, ValidationError(_UNREAD) if is_of_digits else error)  # type: ignore[misc]


class LoginPasskeyForm(_PasskeyMixin, webauthn_forms.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(_PasskeyMixin, webauthn_forms.AuthenticateWebAuthnForm):
    @property
    def has_passkey(self) -> bool:
        """Whether there is one that could be used."""
        return bool(Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).exists())


class ReauthenticatePasskeyForm(_PasskeyMixin, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


def _name_of_device(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("この端末の名前"),
        max_length=60,
        help_text=_("あとで見分けるための名前です。ほかの人には見えません。"),
        **kwargs,
    )


class AddPasskeyForm(_PasskeyMixin, webauthn_forms.AddWebAuthnForm):
    """Made to sign in without a password, as the page of the sign-in offers it, unless somebody does not want that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name_of_device(required=False)
        self.fields["passwordless"] = forms.BooleanField(
            label=_("パスワードなしで入れるようにする"), required=False, initial=True,
            help_text=_("顔や指、画面ロックで入ります。古いセキュリティキーを登録できないときだけ、印を外してください。"),
        )  # fmt: skip


class EditPasskeyForm(webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name_of_device(error_messages={"required": _("名前を書いてください。")})
