"""Addresses of pages that another part brings, and that may not be there yet."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def found_url(name: str, *args: Any) -> str:
    """Empty where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
