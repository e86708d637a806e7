"""What the feed says of needs carries names of organisations and districts."""

from django.db.models import Model, Q

from hub.accounts.models import Organization
from hub.areas.models import District
from hub.changes import record_changes
from hub.models import ChangeAction
from partners.models import Hand, Need


def tell_of_needs(thing: Model) -> None:
    """Within the transaction in which ``thing`` gets another name, or an organisation comes into sight or goes."""
    if isinstance(thing, Organization):
        hands = Hand.objects.filter(organization=thing, state="chosen", may_be_named=True)
        named = Q(organization=thing, is_source_shown=True) | Q(state="met", pk__in=hands.values("need"))
    elif isinstance(thing, District):
        named = Q(pk__in=Need.districts.through.objects.filter(district=thing).values("need"))
    else:
        return
    record_changes(Need.objects.public().filter(named).only("pk").order_by("pk"), ChangeAction.CHANGED)
