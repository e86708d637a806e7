"""Administrators look after accounts and groups, staff after organisations."""

from hub.accounts.admin import organizations, rights, users

__all__ = ["organizations", "rights", "users"]
