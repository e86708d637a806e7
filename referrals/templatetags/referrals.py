"""What the pages of staff ask about referrals."""

from typing import Any

from django import template

from referrals.rules import works_with_referrals

register = template.Library()


@register.simple_tag(takes_context=True)
def has_referrals(context: dict[str, Any]) -> bool:
    """Whether whoever looks works with referrals at all; a page of referrals has asked before."""
    request = context["request"]
    known: bool | None = getattr(request, "has_referrals", None)
    return works_with_referrals(request.user) if known is None else known
