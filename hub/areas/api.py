"""Districts in the feed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.documents import Document, link
from hub.api.fields import api_url, terms_url
from hub.api.formats.geojson import geojson
from hub.api.resources import Resource
from hub.areas.models import City, District

_NEIGHBOURS = (
    "(SELECT coalesce(json_agg(b.to_district_id ORDER BY b.to_district_id), '[]') "
    "FROM areas_district_neighbours b JOIN areas_district o ON o.id = b.to_district_id AND o.is_current "
    "WHERE b.from_district_id = t.id)"
)
DISTRICT = Document(
    table="areas_district",
    kind="district",
    listed="t.is_current",
    order=("order", "id"),
    joins="LEFT JOIN areas_city c ON c.id = 1",
    fields={
        "id": "t.id",
        "url": link("/api/v1/districts/", "t.id"),
        "name": "t.name",
        "name_kana": "t.reading",
        "school": "t.school",
        "neighbours": _NEIGHBOURS,
        "source": "coalesce(c.attribution, '')",
        "terms_url": "%(site)s || '/data/#terms'",
        "geometry": "t.geometry",
    },
    heavy={"geometry"},
)


class DistrictSerializer(serializers.ModelSerializer[District]):
    url = serializers.SerializerMethodField()
    name_kana = serializers.CharField(source="reading")
    terms_url = serializers.SerializerMethodField()
    neighbours = serializers.SerializerMethodField(help_text=_("となりの地区の番号"))
    source: Any = serializers.SerializerMethodField(help_text=_("境界の出典"))

    class Meta:
        model = District
        fields = ("id", "url", "name", "name_kana", "school", "neighbours", "source", "terms_url", "geometry")

    def get_url(self, district: District) -> str:
        return api_url("/api/v1/districts/", district.pk)

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_neighbours(self, district: District) -> list[int]:
        return sorted(other.pk for other in district.neighbours.all() if other.is_current)

    def get_terms_url(self, _district: District) -> str:
        return terms_url()

    def get_source(self, _district: District) -> str:
        city = City.objects.filter(pk=1).first()
        return city.attribution if city else ""


def _current() -> Any:
    return District.objects.current()


DISTRICTS = Resource(
    name="districts",
    kind="district",
    title=_("地区"),
    document=DISTRICT,
    rows=_current,
    order=("order", "pk"),
    order_types=(int, int),
    serializer=DistrictSerializer,
    formats={"geojson": geojson()},
)
