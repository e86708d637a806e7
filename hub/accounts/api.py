"""Organisations in the feed: those that the city has verified, as their page shows them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from hub.accounts.enums import OrganizationKind, Verification
from hub.accounts.models import Organization
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


ORGANIZATIONS = Resource(
    name="organizations",
    kind="organization",
    title=_("団体"),
    document=ORGANIZATION,
    rows=Organization.objects.public,
    order=("pk",),
    order_types=(int,),
    serializer=OrganizationSerializer,
    formats={"jsonld": json_ld(organization)},
)
