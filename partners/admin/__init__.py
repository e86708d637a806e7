"""The admin of partners."""

from partners.admin import inquiries

__all__ = ["inquiries"]
