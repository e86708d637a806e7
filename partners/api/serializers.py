"""Registrations as the feed gives them: the contract, of which the OpenAPI description is made."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.accounts.enums import OrganizationKind
from hub.api.fields import KeysField, Linked, api_url
from partners.api.documents import PLAIN
from partners.enums import Field, Offer
from partners.models import Partnership

_TEXT = {"type": "string"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_PROGRAMME = _object(key=_TEXT, name=_TEXT)
_ORGANIZATION = _object(
    id={"type": "integer"}, url=_TEXT | {"format": "uri"}, name=_TEXT, kind=_TEXT | {"enum": OrganizationKind.values}
)
_DISTRICTS = {
    "type": "array",
    "items": _object(id={"type": "integer"}, url={"type": ["string", "null"], "format": "uri"}, name=_TEXT),
}


@extend_schema_field(_PROGRAMME)
class ProgrammeField(serializers.Field[Any, Any, Any, Any]):
    def to_representation(self, value: Any) -> dict[str, Any]:
        return {"key": value.key, "name": value.name}


@extend_schema_field(_ORGANIZATION)
class OrganizationField(serializers.Field[Any, Any, Any, Any]):
    def to_representation(self, value: Any) -> dict[str, Any]:
        url = api_url("/api/v1/organizations/", value.pk)
        return {"id": value.pk, "url": url, "name": value.name, "kind": value.kind}


@extend_schema_field(_DISTRICTS)
class DistrictsField(serializers.Field[Any, Any, Any, Any]):
    def to_representation(self, value: Any) -> list[dict[str, Any]]:
        return [
            {
                "id": one.pk,
                "url": api_url("/api/v1/districts/", one.pk) if one.is_current else None,
                "name": one.name,
            }
            for one in sorted(value.all(), key=lambda one: one.pk)
        ]


def _choices(choices: Any, **said: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.ChoiceField(choices=choices), **said)


class PartnershipSerializer(Linked, serializers.ModelSerializer[Partnership]):
    resource_path = "/api/v1/partnerships/"
    programme = ProgrammeField(help_text=_("登録制度。key、name。"))
    organization = OrganizationField(help_text=_("登録している団体。id、url、name、kind。"))
    number = serializers.CharField(help_text=_("登録番号。更新しても変わりません。"))
    offers = _choices(
        Offer.choices,
        help_text=_("出せるもの。place 場所、people 人、goods 物、money 資金、knowledge 専門知識、outreach 情報発信。"),
    )
    activities = _choices(
        Field.choices,
        source="fields",
        help_text=_("活動分野。exercise 運動、nutrition 栄養、participation 社会参加、living 生活支援。"),
    )
    ends_on = serializers.DateField(allow_null=True, help_text=_("最後の日。期間の定めがなければ null。"))
    themes = KeysField(help_text=_("興味・分野の記号（/api/v1/themes/ の key）"))
    districts = DistrictsField(
        help_text=_("動ける地区。id、url、name。is_everywhere が true なら、空でも市内のどこでも。")
    )
    is_sample = serializers.SerializerMethodField()

    class Meta:
        model = Partnership
        fields = (
            *("id", "url", "page_url", "version", "number", "programme", "organization", *PLAIN),
            *("activities", "themes", "districts", "is_sample", "terms_url"),
        )

    def get_is_sample(self, one: Partnership) -> bool:
        return one.is_sample or one.organization.is_sample
