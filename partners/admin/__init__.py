"""The admin of partners."""

from partners.admin import inquiries, programmes

__all__ = ["inquiries", "programmes"]
