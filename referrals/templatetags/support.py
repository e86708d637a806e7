"""What stands above every page on which somebody may be in danger."""

from typing import Any

from django import template

from referrals.danger import danger_helps, has_somebody_to_talk_to

register = template.Library()


@register.inclusion_tag("referrals/_danger_list.html")
def danger_help(*, is_folded: bool = False) -> dict[str, Any]:
    """``{% danger_help %}``. ``is_folded``: one line that unfolds, where it stood whole on the page before. One query."""
    helps = danger_helps()
    return {
        "helps": helps,
        "is_folded": is_folded,
        "has_talk": has_somebody_to_talk_to(helps),
        "checked": [one for one in helps if one.source_url],
    }
