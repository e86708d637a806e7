"""How long anything is kept, until the city has decided otherwise (``Retention``)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from referrals.models import Retention

# Kind, days, on what ground. Years have as many leap days as they can have: nothing goes too early.
DEFAULTS = (
    ("spam", 90, _("市が決めるまでの仮の期間")),
    ("closed", 5 * 365 + 2, _("市が決めるまでの仮の期間（5年）")),
    ("access", 3 * 365 + 1, _("市が決めるまでの仮の期間（3年）")),
)


def days_kept() -> Mapping[str, int]:
    """Of each kind of thing: as the table says, else as is usual. One query."""
    usual = {kind: days for kind, days, _basis in DEFAULTS}
    return usual | dict(Retention.objects.values_list("kind", "days"))
