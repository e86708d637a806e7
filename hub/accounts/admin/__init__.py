"""Administrators look after accounts and groups, staff after organisations."""

from hub.accounts.admin import organizations, users

__all__ = ["organizations", "users"]
