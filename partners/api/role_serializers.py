"""Roles as the feed gives them: the contract, of which the OpenAPI description is made."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.fields import KeysField, Linked, MomentField, api_url
from partners.api.role_documents import PLAIN
from partners.models import Role, RoleCourse
from partners.role_enums import PUBLIC_ROLES, RoleKind, Skill

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_LINKED = _object(id=_NUMBER, url=_TEXT | {"format": "uri"}, name=_TEXT)
_DISTRICT = _object(id=_NUMBER, url={"type": ["string", "null"], "format": "uri"}, name=_TEXT)
_COURSE = _object(university=_LINKED, name=_TEXT, credit=_TEXT, confirmed_at=_TEXT | {"format": "date-time"})


def _linked(path: str, one: Any) -> dict[str, Any]:
    return {"id": one.pk, "url": api_url(path, one.pk), "name": one.name}


class RoleSerializer(Linked, serializers.ModelSerializer[Role]):
    resource_path = "/api/v1/roles/"
    state = serializers.ChoiceField(
        choices=[(state.value, state.label) for state in PUBLIC_ROLES],
        help_text=_("published 募集している、closed 募集を終えた（活動は続いていることがあります）。"),
    )
    kind = serializers.ChoiceField(
        choices=RoleKind.choices,
        help_text=_("volunteer ボランティア、practicum 実習、gakuchika 学チカ、pro_bono プロボノ。"),
    )
    skills = serializers.ListField(child=serializers.ChoiceField(choices=Skill.choices), help_text=_("活かせること。"))
    minutes = serializers.IntegerField(help_text=_("1回の時間（分）。いちばん短くて、この時間から。"))
    places = serializers.IntegerField(allow_null=True, help_text=_("募集する人数。決まっていなければ null。"))
    youngest = serializers.IntegerField(allow_null=True, help_text=_("何歳から。決まりがなければ null。"))
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    apply_until = serializers.DateField(allow_null=True, help_text=_("募集の締切。なければ null。"))
    places_left = serializers.SerializerMethodField(help_text=_("あと何人。人数が決まっていなければ null。"))
    themes = KeysField(help_text=_("興味・分野の記号（/api/v1/themes/ の key）"))
    districts = serializers.SerializerMethodField(
        help_text=_("地区。id、url、name。is_everywhere が true なら、空でも市内のどこでも。")
    )
    organization = serializers.SerializerMethodField(help_text=_("だれがやっているか。市が確かめた団体。"))
    place = serializers.SerializerMethodField(help_text=_("どの場で。なければ null。"))
    courses = serializers.SerializerMethodField(
        help_text=_("大学が認める活動。その大学の人が名前を書いて確かめたものだけ。")
    )
    published_at = MomentField()
    updated_at = MomentField()

    class Meta:
        model = Role
        fields = (
            *("id", "url", "page_url", "version", "state", *PLAIN, "places_left", "themes", "districts"),
            *("organization", "place", "courses", "published_at", "terms_url", "updated_at"),
        )

    @extend_schema_field({"type": ["integer", "null"]})
    def get_places_left(self, role: Role) -> int | None:
        return None if role.places is None else max(0, role.places - role.filled)

    @extend_schema_field({"type": "array", "items": _DISTRICT})
    def get_districts(self, role: Role) -> list[dict[str, Any]]:
        return [
            {"id": one.pk, "url": api_url("/api/v1/districts/", one.pk) if one.is_current else None, "name": one.name}
            for one in sorted(role.districts.all(), key=lambda one: one.pk)
        ]

    @extend_schema_field(_LINKED)
    def get_organization(self, role: Role) -> dict[str, Any]:
        return _linked("/api/v1/organizations/", role.organization)

    @extend_schema_field({"oneOf": [_LINKED, {"type": "null"}]})
    def get_place(self, role: Role) -> dict[str, Any] | None:
        is_shown = role.place is not None and role.place.is_public
        return _linked("/api/v1/places/", role.place) if is_shown else None

    @extend_schema_field({"type": "array", "items": _COURSE})
    def get_courses(self, role: Role) -> list[dict[str, Any]]:
        confirmed = RoleCourse.objects.confirmed().filter(role=role).select_related("university").order_by("pk")
        return [
            {
                "university": _linked("/api/v1/organizations/", one.university),
                "name": one.name,
                "credit": one.credit,
                "confirmed_at": MomentField().to_representation(one.decided_at),
            }
            for one in confirmed
        ]
