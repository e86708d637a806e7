"""allauth's forms at the door, in our words, without words in the boxes that only say the label again."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.accounts.services.staff_accounts import confirm_only_address
from hub.fields import AddressField

_MAIL_WRONG = {
    "required": _("メールアドレスを書いてください。"),
    "invalid": _("メールアドレスを、name@example.jp のように書いてください。"),
}


class _PlainMixin:
    """A placeholder vanishes as soon as one types, and is taken for what was typed by who sees little."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                self.fields[name] = AddressField(
                    label=field.label, widget=field.widget, initial=field.initial, error_messages=dict(_MAIL_WRONG)
                )  # also in full width
            elif isinstance(field.widget, forms.PasswordInput):
                field.error_messages["required"] = _("パスワードを書いてください。")


class LoginForm(_PlainMixin, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the way to a new password stands below the button

    def clean(self) -> Any:
        """Who is held back reads what helps at once; the same whether there is such an account or not."""
        try:
            return super().clean()
        except ValidationError as error:
            if error.code != "too_many_login_attempts":
                raise
            helps = _(
                "すぐに入るには、下の「パスワードがわからないとき」からメールのリンクで決め直すか、登録したパスキーで入ってください。"
            )
            raise ValidationError([error, ValidationError(helps)]) from error


class EvenSignupForm(_PlainMixin, allauth_forms.SignupForm):
    """Takes as long for an address that has an account as for a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("確認のメールを送ります。ほかの人には見えません。")

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(_PlainMixin, allauth_forms.AddEmailForm):
    pass


class ChangePasswordForm(_PlainMixin, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""  # said below the button


class SetPasswordForm(_PlainMixin, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordForm(_PlainMixin, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(_PlainMixin, allauth_forms.ResetPasswordKeyForm):
    @transaction.atomic
    def save(self) -> None:
        """Of an account that had no password yet the link, which came by mail, proves the address as well."""
        is_first = not self.user.has_usable_password()
        super().save()
        if is_first:
            confirm_only_address(self.user)


class ReauthenticateForm(_PlainMixin, allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # said below the button
