"""Organisations in the feed: those that the city has verified, as their page shows them; and to its members their own."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from hub.accounts.enums import Level, OrganizationKind, Verification
from hub.accounts.models import Organization
from hub.api.asking import AskingViewSet
from hub.api.documents import Document, link, moment
from hub.api.fields import Linked, MomentField
from hub.api.formats.linked_data import json_ld, organization
from hub.api.resources import Resource

_PLAIN = ("description", "corporate_number", "phone", "email", "address", "safeguards", "verified_on", "verified_by", "verified_what", "is_sample")  # fmt: skip

VERIFIED = f"t.verification = '{Verification.VERIFIED.value}'"
ORGANIZATION = Document(
    table="accounts_organization",
    kind="organization",
    listed=VERIFIED,
    fields={
        "id": "t.id",
        "url": link("/api/v1/organizations/", "t.id"),
        "page_url": link("/organizations/", "t.id"),
        "version": "t.version",
        "name": "t.name",
        "name_kana": "t.kana",
        "kind": "t.kind",
        **{name: f"t.{name}" for name in _PLAIN},
        "website_url": "t.url",
        "terms_url": "%(site)s || '/data/#terms'",
        "updated_at": moment("t.updated_at"),
    },
)


class OrganizationSerializer(Linked, serializers.ModelSerializer[Any]):
    name_kana = serializers.CharField(source="kana", help_text=_("名前のよみ"))
    kind = serializers.ChoiceField(choices=OrganizationKind.choices)
    website_url = serializers.CharField(source="url")
    updated_at = MomentField()
    resource_path = "/api/v1/organizations/"

    class Meta:
        model = Organization
        fields = ("id", "url", "page_url", "version", "name", "name_kana", "kind", *_PLAIN, "website_url", "terms_url", "updated_at")  # fmt: skip


class OwnOrganizationSerializer(OrganizationSerializer):
    """As its members read it, in whichever state; ``id`` is what they write for."""

    level = serializers.ChoiceField(
        choices=Level.choices, help_text=_("あなたにできること。owner と editor は書けます。viewer は読むだけです。")
    )
    verification = serializers.ChoiceField(
        choices=Verification.choices, help_text=_("市の確認。公開できるのは verified の団体だけです。")
    )

    class Meta(OrganizationSerializer.Meta):
        fields = (*OrganizationSerializer.Meta.fields, "level", "verification")  # type: ignore[assignment]

    def get_url(self, thing: Organization) -> str | None:  # type: ignore[override]
        """None where nobody can read it there."""
        return super().get_url(thing) if thing.is_verified else None

    def get_page_url(self, thing: Organization) -> str | None:  # type: ignore[override]
        return super().get_page_url(thing) if thing.is_verified else None


ORGANIZATIONS = Resource(
    name="organizations",
    kind="organization",
    title=_("団体"),
    document=ORGANIZATION,
    rows=Organization.objects.public,
    order=("pk",),
    order_types=(int,),
    serializer=OrganizationSerializer,
    own_list=OwnOrganizationSerializer,
    formats={"jsonld": json_ld(organization)},
)


class OwnOrganizations(AskingViewSet):
    def list(self, request: Request) -> HttpResponse:
        """Those in which one is a member (``?mine=1``)."""
        rows = Organization.objects.with_level_of(request.user)
        return self.own_list(ORGANIZATIONS.path, rows, lambda one: dict(OwnOrganizationSerializer(one).data))
