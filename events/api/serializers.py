"""Places, events and dates as the feed gives them: the contract, of which the OpenAPI description is made.

The read path writes the same in SQL (``events.api.documents``); tests/events/api compares them over random objects.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.enums import Feature, State
from events.models import Event, Occurrence, OpeningException, OpeningHours, Place
from hub.api.fields import ClockField, KeysField, Linked, MaybeClockField, MomentField, api_url

_REFERENCE = {
    "type": ["object", "null"],
    "properties": {
        "id": {"type": ["integer", "null"]},
        "url": {"type": ["string", "null"], "format": "uri"},
        "name": {"type": "string"},
    },
    "required": ["id", "url", "name"],
}
_PICTURE = {
    "type": ["object", "null"],
    "properties": {
        "url": {"type": "string", "format": "uri"},
        "small_url": {"type": "string", "format": "uri"},
        "alt": {"type": "string"},
        "width": {"type": "integer"},
        "height": {"type": "integer"},
    },
    "required": ["url", "small_url", "alt", "width", "height"],
}
_CONTACT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("name", "phone", "extension", "email")},
    "required": ["name", "phone", "extension", "email"],
}
_ACCESSIBILITY = {
    "type": "object",
    "properties": {feature: {"type": "boolean"} for feature in Feature.values},
    "description": "書いていない設備は、あるかどうかわかりません。",
}
_SHARED_END = (
    *("accessibility", "accessibility_note", "languages_note", "safeguards", "picture"),
    *("assured_on", "assured_by", "closes_on", "is_sample", "sample_note", "source", "license", "terms_url"),
    *("published_at", "updated_at"),
)
_WHERE = ("postal_code", "address", "building", "town", "district", "latitude", "longitude")
_WAYS = ("access_note", "parking_note", "bicycle_note")
_WORDS = ("themes", "audiences", "welcome_marks")


def _organization(organization: Any, name: str) -> dict[str, Any] | None:
    if organization is None:
        return {"id": None, "url": None, "name": name} if name else None
    is_known = organization.is_verified
    return {
        "id": organization.pk if is_known else None,
        "url": api_url("/api/v1/organizations/", organization.pk) if is_known else None,
        "name": organization.name,
    }


class Shared(Linked):
    """What places and events have in common."""

    themes = KeysField(help_text=_("興味・分野の記号（/api/v1/themes/ の key）"))
    audiences = KeysField(help_text=_("対象の記号（/api/v1/audiences/ の key）"))
    welcome_marks = KeysField(help_text=_("参加しやすさの記号（/api/v1/welcome-marks/ の key）"))
    town = serializers.SerializerMethodField()
    district = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()
    website_url = serializers.CharField(source="url")
    accessibility = serializers.JSONField()
    published_at = MomentField(allow_null=True)
    updated_at = MomentField()

    def get_town(self, thing: Event | Place) -> str:
        return thing.town.name if thing.town else ""

    @extend_schema_field(_REFERENCE)
    def get_district(self, thing: Event | Place) -> dict[str, Any] | None:
        district = thing.district
        if district is None and isinstance(thing, Event) and thing.place and thing.place.is_public:
            district = thing.place.district
        if district is None:
            return None
        url = api_url("/api/v1/districts/", district.pk) if district.is_current else None
        return {"id": district.pk, "url": url, "name": district.name}

    @extend_schema_field(_PICTURE)
    def get_picture(self, thing: Event | Place) -> dict[str, Any] | None:
        picture = thing.picture
        if picture is None:
            return None
        return {
            "url": settings.SITE_URL + picture.large_url,
            "small_url": settings.SITE_URL + picture.small_url,
            "alt": picture.alt,
            "width": picture.width,
            "height": picture.height,
        }


class DateSerializer(serializers.ModelSerializer[Occurrence]):
    """A date as part of its event."""

    url = serializers.SerializerMethodField()
    starts_at = MomentField()
    ends_at = MomentField(help_text=_("終わりがわからないときは、始まりと同じです。"))
    apply_from = MomentField(allow_null=True)
    deadline_at = MomentField(allow_null=True)
    moved_from = MomentField(allow_null=True, help_text=_("日時が変わったとき、はじめに知らせた始まり"))
    registration_url = serializers.SerializerMethodField(
        help_text=_("このサイトで申し込めるページ。申込をこのサイトで受けていないときは null")
    )
    places_left = serializers.IntegerField(
        read_only=True, allow_null=True,
        help_text=_("あと何人申し込めるか（1分おきに新しくなります）。このサイトで数えていないときは null"),
    )  # fmt: skip

    class Meta:
        model = Occurrence
        fields = (
            *("id", "url", "starts_at", "ends_at", "apply_from", "deadline_at", "moved_from"),
            *("has_time", "time_note", "capacity", "state", "state_note", "registration_url", "places_left"),
        )

    def get_url(self, date: Occurrence) -> str:
        return api_url("/api/v1/occurrences/", date.pk)

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_registration_url(self, date: Occurrence) -> str | None:
        return settings.SITE_URL + date.registration_path if date.registration_path else None


class EventSerializer(Shared, serializers.ModelSerializer[Event]):
    resource_path = "/api/v1/events/"
    title_kana = serializers.CharField(source="reading")
    place = serializers.SerializerMethodField()
    venue_name = serializers.CharField(source="venue_label")
    address = serializers.SerializerMethodField()
    latitude = serializers.SerializerMethodField()
    longitude = serializers.SerializerMethodField()
    organizer = serializers.SerializerMethodField()
    contact = serializers.SerializerMethodField(help_text=_("主催者が公開した問い合わせ先"))
    starts_at = MomentField(source="first_starts_at", help_text=_("いちばん早い開催日の始まり"))
    ends_at = MomentField(source="last_ends_at", help_text=_("いちばん遅い開催日の終わり"))
    occurrences = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = (
            *("id", "url", "page_url", "version", "state", "title", "title_kana", "subtitle", "summary", "description"),
            *_WORDS,
            *("audience_note", "alone_note", "body_note", "is_professional_present", "professional_note"),
            *("attendance_mode", "online_url", "place", "venue_name"),
            *_WHERE,
            *_WAYS,
            *("organizer", "is_for_members", "is_free", "fee_text", "participation", "allotment"),
            *("how_to_apply", "apply_url"),
            *("website_url", "contact", "remarks", "category", "rrule", "starts_at", "ends_at", "occurrences"),
            *_SHARED_END,
        )

    @extend_schema_field(_REFERENCE)
    def get_place(self, event: Event) -> dict[str, Any] | None:
        place = event.place
        if place is None or place.state != State.PUBLISHED:
            return None
        return {"id": place.pk, "url": api_url("/api/v1/places/", place.pk), "name": place.name}

    def get_address(self, event: Event) -> str:
        if event.address:
            return event.address
        place = self._spot(event)
        return place.address if place else ""

    @extend_schema_field({"type": ["number", "null"]})
    def get_latitude(self, event: Event) -> float | None:
        if event.latitude is not None:
            return event.latitude
        place = self._spot(event)
        return place.latitude if place else None

    @extend_schema_field({"type": ["number", "null"]})
    def get_longitude(self, event: Event) -> float | None:
        if event.latitude is not None:
            return event.longitude
        place = self._spot(event)
        return place.longitude if place else None

    def _spot(self, event: Event) -> Place | None:
        """The place, where everybody may know where it is."""
        place: Place | None = event.place
        return place if place and place.is_public and place.is_address_public else None

    @extend_schema_field(_REFERENCE)
    def get_organizer(self, event: Event) -> dict[str, Any] | None:
        return _organization(event.organizer, event.organizer_name)

    @extend_schema_field(_CONTACT)
    def get_contact(self, event: Event) -> dict[str, str]:
        return {
            "name": event.contact_name,
            "phone": event.contact_phone,
            "extension": event.contact_extension,
            "email": event.contact_email,
        }

    @extend_schema_field(DateSerializer(many=True))
    def get_occurrences(self, event: Event) -> list[dict[str, Any]]:
        dates = sorted(event.occurrences.all(), key=lambda date: (date.starts_at, date.pk))
        return [dict(DateSerializer(date).data) for date in dates]


class HoursSerializer(serializers.ModelSerializer[OpeningHours]):
    opens = ClockField()
    closes = ClockField()

    class Meta:
        model = OpeningHours
        fields = ("weekday", "opens", "closes", "note")


class ExceptionSerializer(serializers.ModelSerializer[OpeningException]):
    opens = MaybeClockField()
    closes = MaybeClockField()

    class Meta:
        model = OpeningException
        fields = ("date", "is_closed", "opens", "closes", "note")


class PlaceSerializer(Shared, serializers.ModelSerializer[Place]):
    resource_path = "/api/v1/places/"
    name_kana = serializers.CharField(source="kana")
    operator = serializers.SerializerMethodField()
    opening_hours = HoursSerializer(many=True)
    opening_exceptions = ExceptionSerializer(many=True)
    postal_code = serializers.SerializerMethodField()
    address = serializers.CharField(source="public_address", help_text=_("番地を公開しない場では、町の名前だけです。"))
    building = serializers.CharField(source="public_building")
    latitude = serializers.SerializerMethodField()
    longitude = serializers.SerializerMethodField()

    class Meta:
        model = Place
        fields = (
            *("id", "url", "page_url", "version", "state", "name", "name_kana", "kind", "operator"),
            *("summary", "description", "first_visit", "greeter", "who_comes"),
            *("is_drop_in", "is_by_appointment", "should_phone_first", "opening_hours", "opening_exceptions"),
            *("hours_note", "is_free", "fee_text", "phone", "website_url", "age_from_months", "age_to_months"),
            *_WORDS,
            "is_address_public",
            *_WHERE,
            *_WAYS,
            "is_to_be_confirmed",
            *_SHARED_END,
        )

    @extend_schema_field(_REFERENCE)
    def get_operator(self, place: Place) -> dict[str, Any] | None:
        return _organization(place.operator, place.operator_name)

    def get_postal_code(self, place: Place) -> str:
        return place.postal_code if place.is_address_public else ""

    @extend_schema_field({"type": ["number", "null"]})
    def get_latitude(self, place: Place) -> float | None:
        return place.latitude if place.is_address_public else None

    @extend_schema_field({"type": ["number", "null"]})
    def get_longitude(self, place: Place) -> float | None:
        return place.longitude if place.is_address_public else None


class OccurrenceSerializer(DateSerializer):
    """A date by itself, with its event in short."""

    page_url = serializers.SerializerMethodField()
    event = serializers.SerializerMethodField()
    is_sample = serializers.BooleanField(source="event.is_sample")
    source: Any = serializers.CharField(source="event.source")
    license = serializers.CharField(source="event.license")
    terms_url = serializers.SerializerMethodField()

    class Meta(DateSerializer.Meta):
        fields: Any = (*DateSerializer.Meta.fields, "page_url", "event", "is_sample", "source", "license", "terms_url")

    def get_page_url(self, date: Occurrence) -> str:
        return f"{settings.SITE_URL}{date.event.get_absolute_url()}"

    def get_terms_url(self, date: Occurrence) -> str:
        return f"{settings.SITE_URL}/data/#terms"

    @extend_schema_field(
        {
            "type": "object",
            "properties": {
                "id": {"type": "integer"},
                "url": {"type": "string", "format": "uri"},
                "page_url": {"type": "string", "format": "uri"},
                "title": {"type": "string"},
                "venue_name": {"type": "string"},
                "town": {"type": "string"},
                "is_free": {"type": ["boolean", "null"]},
                "is_sample": {"type": "boolean"},
            },
        }
    )
    def get_event(self, date: Occurrence) -> dict[str, Any]:
        event = date.event
        return {
            "id": event.pk,
            "url": api_url("/api/v1/events/", event.pk),
            "page_url": f"{settings.SITE_URL}{event.get_absolute_url()}",
            "title": event.title,
            "venue_name": event.venue_label,
            "town": event.town.name if event.town else "",
            "is_free": event.is_free,
            "is_sample": event.is_sample,
        }
