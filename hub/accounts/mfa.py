"""The second factor: its secrets are kept encrypted."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from hub import encryption


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as authenticators name it."""
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": f"つながりハブ {settings.HUB_CITY['name']}"}
