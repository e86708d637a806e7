"""What members read of their own things: as everybody does, and besides what is not public of them.

For the OpenAPI description, which is Japanese; ``events.api.writing.answers`` writes the documents.
"""

from typing import Any

from rest_framework import serializers

from events.api.inputs import EventInput, PlaceInput
from events.api.serializers import EventSerializer, OccurrenceSerializer, PlaceSerializer
from hub.api.fields import MomentField

_WRITABLE = "PATCH で送れる項目の、いまの値。"


class _Own(serializers.Serializer[Any]):
    publish_at = MomentField(allow_null=True, help_text="公開を予約した日時。")
    publish_wanted_at = MomentField(allow_null=True, help_text="公開してほしい日時（確認に出したとき）。")


class OwnEventSerializer(_Own, EventSerializer):
    writable = EventInput(help_text=_WRITABLE)

    class Meta(EventSerializer.Meta):
        fields = (*EventSerializer.Meta.fields, "publish_at", "publish_wanted_at", "writable")  # type: ignore[assignment]


class OwnPlaceSerializer(_Own, PlaceSerializer):
    writable = PlaceInput(help_text=_WRITABLE)

    class Meta(PlaceSerializer.Meta):
        fields = (*PlaceSerializer.Meta.fields, "publish_at", "publish_wanted_at", "writable")  # type: ignore[assignment]


class OwnOccurrenceSerializer(OccurrenceSerializer):
    version = serializers.IntegerField(help_text="催しの版。If-Match に書きます。")

    class Meta(OccurrenceSerializer.Meta):
        fields = (*OccurrenceSerializer.Meta.fields, "version")
