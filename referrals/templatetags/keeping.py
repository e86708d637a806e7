"""How long a referral is kept, in words."""

from django import template
from django.utils.translation import ngettext

from referrals.retention import days_kept

register = template.Library()
# Days of a year, and how many leap days so many years can have.
_YEAR, _LEAP = 365, 4


@register.simple_tag
def how_long_kept() -> dict[str, str]:
    """``{% how_long_kept as kept %}``: of each kind as the city decided, else as is usual. One query."""
    return {kind: _in_words(days) for kind, days in days_kept().items()}


def _in_words(days: int) -> str:
    """Years where it is years: five have one or two leap days."""
    years, rest = divmod(days, _YEAR)
    if years and rest <= years // _LEAP + 1:
        return ngettext("%(number)s年", "%(number)s年", years) % {"number": years}
    return ngettext("%(number)s日", "%(number)s日", days) % {"number": days}
