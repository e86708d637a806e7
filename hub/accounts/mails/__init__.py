"""What the mails of accounts and organisations say."""

from hub.accounts.mails import accounts, organizations

__all__ = ["accounts", "organizations"]
