"""Fields that the serializers of all resources share. They are the contract that the SQL documents are compared with."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class MomentField(serializers.DateTimeField):
    """``2026-11-23T10:00:00+09:00``: whole seconds, on the city's clock."""

    def to_representation(self, value: Any) -> Any:
        return timezone.localtime(value).replace(microsecond=0).isoformat() if value else None


@extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "examples": ["10:00"]})
class ClockField(serializers.TimeField):
    """``10:00``"""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class KeysField(serializers.Field[Any, Any, Any, Any]):
    """The keys of words of a vocabulary, in an order that no editor of it changes."""

    def to_representation(self, value: Any) -> list[str]:
        return [word.key for word in sorted(value.all(), key=lambda word: word.pk)]


def api_url(path: str, key: int) -> str:
    return f"{settings.SITE_URL}{path}{key}/"


def terms_url() -> str:
    """Under which terms what has no licence of its own may be used."""
    return f"{settings.SITE_URL}/data/#terms"


class Linked(serializers.Serializer[Any]):
    """Where a thing is: for programs (``url``), for people (``page_url``), and under which terms it may be used."""

    resource_path = ""
    url = serializers.SerializerMethodField()
    page_url = serializers.SerializerMethodField()
    terms_url = serializers.SerializerMethodField()

    def get_url(self, thing: Any) -> str:
        return api_url(self.resource_path, thing.pk)

    def get_page_url(self, thing: Any) -> str:
        return f"{settings.SITE_URL}{thing.get_absolute_url()}"

    def get_terms_url(self, thing: Any) -> str:
        return terms_url()


@extend_schema_field({"type": ["string", "null"], "pattern": "^[0-2][0-9]:[0-5][0-9]$"})
class MaybeClockField(ClockField):
    """The same, or null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)
