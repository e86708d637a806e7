"""About how many have answered, while answers still come: two exact numbers would give the answers between them away."""

from django.utils.translation import gettext as _

from hub.small_counts import LEAST


def received_about(number: int) -> str:
    """10未満 (also for none), else rounded down to tens."""
    if number < LEAST:
        return _("10未満")
    return _("%(count)s以上") % {"count": f"{number // LEAST * LEAST:,}"}
