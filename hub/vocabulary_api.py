"""Themes, audiences and welcome marks in the feed: the words that places and events are described by."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from hub.api.documents import Document, link
from hub.api.fields import api_url, terms_url
from hub.api.resources import Resource
from hub.models import Audience, Theme, Vocabulary, WelcomeMark

_PLAIN = ("key", "name", "name_easy", "name_en", "is_active")

_TERMS = {"terms_url": "%(site)s || '/data/#terms'"}


class WordSerializer(serializers.Serializer[Any]):
    """A word of a vocabulary. ``key`` never changes."""

    id = serializers.IntegerField()
    url = serializers.SerializerMethodField()
    key = serializers.SlugField()
    name = serializers.CharField()
    name_easy = serializers.CharField(help_text=_("やさしい日本語"))
    name_en = serializers.CharField(help_text=_("英語"))
    terms_url = serializers.SerializerMethodField()
    is_active = serializers.BooleanField(help_text=_("いまも選べるか"))

    resource_path = ""

    def get_url(self, word: Vocabulary) -> str:
        return api_url(self.resource_path, word.pk)

    def get_terms_url(self, _word: Vocabulary) -> str:
        return terms_url()


class ThemeSerializer(WordSerializer):
    parent: Any = serializers.CharField(source="parent.key", default=None, help_text=_("上の分野の記号"))
    resource_path = "/api/v1/themes/"


class AudienceSerializer(WordSerializer):
    resource_path = "/api/v1/audiences/"


class WelcomeMarkSerializer(WordSerializer):
    explanation = serializers.CharField(help_text=_("ひとことの説明"))
    resource_path = "/api/v1/welcome-marks/"


def _resource(
    name: str, model: type[Vocabulary], title: Any, serializer: Any, joins: str = "", **more: str
) -> Resource:
    path = f"/api/v1/{name}/"
    return Resource(
        name=name,
        kind=str(model._meta.model_name),
        title=title,
        document=Document(
            table=model._meta.db_table,
            kind=str(model._meta.model_name),
            order=("order", "id"),
            joins=joins,
            fields={"id": "t.id", "url": link(path, "t.id"), **{one: f"t.{one}" for one in _PLAIN}, **_TERMS, **more},
        ),
        rows=model._default_manager.all,
        order=("order", "pk"),
        order_types=(int, int),
        serializer=serializer,
    )


THEMES = _resource(
    "themes", Theme, _("興味・分野"), ThemeSerializer, "LEFT JOIN hub_theme u ON u.id = t.parent_id", parent="u.key"
)
AUDIENCES = _resource("audiences", Audience, _("対象"), AudienceSerializer)
WELCOME_MARKS = _resource(
    "welcome-marks", WelcomeMark, _("参加しやすさ"), WelcomeMarkSerializer, explanation="t.explanation"
)
RESOURCES = [THEMES, AUDIENCES, WELCOME_MARKS]
