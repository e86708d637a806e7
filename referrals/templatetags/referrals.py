"""What the pages of staff ask about referrals."""

from typing import Any

from django import template

from hub.kept_words import mark_of
from referrals.rules import works_with_referrals

register = template.Library()


@register.simple_tag(takes_context=True)
def has_referrals(context: dict[str, Any]) -> bool:
    """Whether whoever looks works with referrals at all; a page of referrals has asked before."""
    request = context["request"]
    known: bool | None = getattr(request, "has_referrals", None)
    return works_with_referrals(request.user) if known is None else known


@register.simple_tag(takes_context=True)
def mark_of_reader(context: dict[str, Any]) -> str:
    """For whom the page is made: in every form, so that nobody else reads or sends what is written there."""
    return mark_of(context["request"].user)
