"""What the feed offers of this app."""

from django.utils.translation import gettext_lazy as _

from hub.api.resources import Resource
from indicators.api.documents import INDICATOR
from indicators.api.serializers import IndicatorSerializer
from indicators.models import Indicator

INDICATORS = Resource(
    name="indicators",
    kind="indicator",
    title=_("計画の指標と、その値"),
    document=INDICATOR,
    rows=Indicator.objects.public,
    order=("pk",),
    order_types=(int,),
    page_path="/indicators/",
    serializer=IndicatorSerializer,
)
