"""What the mails of accounts and organisations say."""

from hub.accounts.mails import accounts

__all__ = ["accounts"]
