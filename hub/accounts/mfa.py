"""The second factor: its secrets are kept encrypted."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hub import encryption


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "数字がちがいます。次の数字が出るのを待って、もう一度書いてください。"
            "何度もちがうときは、スマートフォンの時計が合っているか確かめてください。"
        )
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  as allauth calls it
        """Windows / Edge: what the browser says of itself, as coarse as it is kept elsewhere."""
        device = str(context.request.META.get("HTTP_USER_AGENT", ""))
        return device or str(_("わたしの端末"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as authenticators name it."""
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": f"つながりハブ {settings.HUB_CITY['name']}"}
