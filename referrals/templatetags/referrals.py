"""What the pages of staff ask about referrals."""

from django import template

from referrals.querysets import sees_all_referrals
from referrals.rules import works_with_referrals

register = template.Library()
register.simple_tag(works_with_referrals)
register.simple_tag(sees_all_referrals)
