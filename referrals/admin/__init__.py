"""Offices, and what people are told before they write. Referrals themselves are not here: they have pages of their own."""

from referrals.admin import lists, offices

__all__ = ["lists", "offices"]
