"""What is asked when one makes an account: an address, a password, a nickname if one likes, and a yes to the terms."""

from typing import Any

from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.accounts.services.profiles import keep_wish
from hub.fields import LineField, count_aloud


class SignupForm(forms.Form):
    """allauth's form stands on this one."""

    display_name = LineField(
        label=_("ニックネーム（なくてもかまいません）"),
        max_length=40,
        required=False,
        help_text=_("団体のメンバーなどに見える名前です。本名でなくてかまいません。"),
    )
    has_agreed = forms.BooleanField(
        label=_("利用のきまりを読み、守ります"),
        error_messages={"required": _("利用のきまりを読んで、よければ印をつけてください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["display_name"])

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.save(update_fields=["display_name"])
        keep_wish(user, request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or "")
