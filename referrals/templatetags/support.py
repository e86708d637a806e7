"""What stands above every page on which somebody may be in danger."""

from typing import Any

from django import template

from referrals.danger import danger_helps, has_somebody_to_talk_to

register = template.Library()


@register.inclusion_tag("referrals/_danger_list.html")
def danger_help() -> dict[str, Any]:
    """``{% danger_help %}``. One query."""
    helps = danger_helps()
    return {
        "helps": helps,
        "has_talk": has_somebody_to_talk_to(helps),
        "checked": [one for one in helps if one.source_url],
    }
