"""Needs as the feed gives them: the contract, of which the OpenAPI description is made."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.accounts.models import Organization
from hub.api.fields import KeysField, Linked, MomentField, api_url
from partners.api.need_documents import PLAIN
from partners.enums import PUBLIC_NEEDS, Field, NeedSource, NeedState, Offer
from partners.models import Hand, Need

_TEXT = {"type": "string"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_ORGANIZATION = _object(id={"type": "integer"}, url=_TEXT | {"format": "uri"}, name=_TEXT)
_DISTRICT = _object(id={"type": "integer"}, url={"type": ["string", "null"], "format": "uri"}, name=_TEXT)


def _organization(one: Organization) -> dict[str, Any]:
    return {"id": one.pk, "url": api_url("/api/v1/organizations/", one.pk), "name": one.name}


def _choices(choices: Any, **said: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.ChoiceField(choices=choices), **said)


class NeedSerializer(Linked, serializers.ModelSerializer[Need]):
    resource_path = "/api/v1/needs/"
    state = serializers.ChoiceField(
        choices=[(state.value, state.label) for state in PUBLIC_NEEDS],
        help_text=_("published 手を挙げる人を募っている、talking 話し合っている（手はまだ挙げられる）、met かなった。"),
    )
    offers = _choices(
        Offer.choices,
        help_text=_("ほしいもの。place 場所、people 人、goods 物、money 資金、knowledge 専門知識、outreach 情報発信。"),
    )
    activities = _choices(
        Field.choices,
        source="fields",
        help_text=_("活動分野。exercise 運動、nutrition 栄養、participation 社会参加、living 生活支援。"),
    )
    due_on = serializers.DateField(allow_null=True, help_text=_("いつまでに。決まっていなければ null。"))
    outcome = serializers.CharField(help_text=_("かなったとき、どうなったか。"))
    themes = KeysField(help_text=_("興味・分野の記号（/api/v1/themes/ の key）"))
    audiences = KeysField(help_text=_("だれ向けかの記号（/api/v1/audiences/ の key）"))
    districts = serializers.SerializerMethodField(
        help_text=_("地区。id、url、name。is_everywhere が true なら、空でも市内のどこでも。")
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=NeedSource.choices,
        help_text=_("だれから。city 市・社会福祉協議会、place 場の運営者、professional 専門職、resident 市民。"),
    )
    organization = serializers.SerializerMethodField(
        help_text=_("知らせた団体。載せてよいと言った団体だけ。なければ null。")
    )
    met_by = serializers.SerializerMethodField(
        help_text=_("かなったとき、取り組んだ団体。載せてよいと言った団体だけ。")
    )
    published_at = MomentField()
    met_at = serializers.SerializerMethodField(help_text=_("かなった日時。まだなら null。"))
    updated_at = MomentField()

    class Meta:
        model = Need
        fields = (
            *("id", "url", "page_url", "version", "state", *PLAIN, "activities", "themes", "audiences", "districts"),
            *("source", "organization", "met_by", "published_at", "met_at", "terms_url", "updated_at"),
        )

    @extend_schema_field({"type": "array", "items": _DISTRICT})
    def get_districts(self, need: Need) -> list[dict[str, Any]]:
        return [
            {"id": one.pk, "url": api_url("/api/v1/districts/", one.pk) if one.is_current else None, "name": one.name}
            for one in sorted(need.districts.all(), key=lambda one: one.pk)
        ]

    @extend_schema_field({"oneOf": [_ORGANIZATION, {"type": "null"}]})
    def get_organization(self, need: Need) -> dict[str, Any] | None:
        is_shown = need.is_source_shown and need.organization is not None and need.organization.is_verified
        return _organization(need.organization) if is_shown and need.organization else None

    @extend_schema_field({"type": "array", "items": _ORGANIZATION})
    def get_met_by(self, need: Need) -> list[dict[str, Any]]:
        if need.state != NeedState.MET:
            return []
        named = Hand.objects.named().filter(need=need).select_related("organization")
        return [_organization(hand.organization) for hand in named.order_by("organization")]

    @extend_schema_field({"type": ["string", "null"], "format": "date-time"})
    def get_met_at(self, need: Need) -> Any:
        return MomentField().to_representation(need.ended_at) if need.state == NeedState.MET else None
