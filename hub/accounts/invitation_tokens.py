"""The token of an invitation's link; another one for each time that it is sent."""

from hub import link_tokens
from hub.accounts.models import Invitation

_PURPOSE = "hub.accounts.invitation"


def token_of(invitation: Invitation) -> str:
    return link_tokens.token_of(_PURPOSE, _value(invitation))


def fits(invitation: Invitation, token: str) -> bool:
    return link_tokens.fits(token, _PURPOSE, _value(invitation))


def _value(invitation: Invitation) -> str:
    return f"{invitation.pk}:{invitation.nonce.hex}"
