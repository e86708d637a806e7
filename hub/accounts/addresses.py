"""``/accounts/email/``: allauth's page, which also says when it sends nothing."""

from typing import Any

from allauth.account.views import EmailView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class AddressView(EmailView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever presses once more within the minute gets no second mail, and reads so."""
        response: HttpResponse = super().post(request, *args, **kwargs)
        if "action_send" in request.POST and not getattr(self, "_did_send_verification_email", False):
            messages.info(
                request,
                _(
                    "確認のメールは、さっき送りました。1分のあいだは、もう一度送りません。届くまで数分かかることがあります。"
                ),
            )
        return response
