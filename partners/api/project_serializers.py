"""Projects as the feed gives them: the contract, of which the OpenAPI description is made."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.fields import KeysField, Linked, MomentField, api_url
from hub.small_counts import LEAST
from partners.api.project_documents import MOST_RESULTS, PLAIN, REPORT
from partners.cocreation_enums import PUBLIC_PROJECTS, ProjectState
from partners.enums import Offer
from partners.models import Project, ProjectPart, ProjectReport

_TEXT = {"type": "string"}
_URI = _TEXT | {"format": "uri"}
_DAY = {"type": ["string", "null"], "format": "date"}
_COUNT = {"type": ["integer", "null"]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_DISTRICT = _object(id={"type": "integer"}, url=_URI | {"type": ["string", "null"]}, name=_TEXT)
_PART = _object(
    id={"type": "integer"}, url=_URI, name=_TEXT, is_lead={"type": "boolean"}, text=_TEXT,
    offers=_list(_TEXT | {"enum": list(Offer.values)}),
)  # fmt: skip
_MILESTONE = _object(title=_TEXT, due_on=_DAY, done_on=_DAY)
_RESULT = _object(
    on=_TEXT | {"format": "date"}, text=_TEXT, people=_COUNT, is_people_withheld={"type": "boolean"}, minutes=_COUNT
)
_REPORT = _object(**dict.fromkeys(REPORT, _TEXT))


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


class ProjectSerializer(Linked, serializers.ModelSerializer[Project]):
    resource_path = "/api/v1/projects/"
    state = serializers.ChoiceField(
        choices=[(state.value, state.label) for state in PUBLIC_PROJECTS],
        help_text=_("running 進めている、ended 終わった（報告がある）、stopped 途中でやめた（理由がある）。"),
    )
    starts_on = serializers.DateField(allow_null=True, help_text=_("いつから。決まっていなければ null。"))
    ends_on = serializers.DateField(allow_null=True, help_text=_("いつまで。決まっていなければ null。"))
    stop_reason = serializers.CharField(help_text=_("途中でやめたとき、その理由。"))
    themes = KeysField(help_text=_("興味・分野の記号（/api/v1/themes/ の key）"))
    audiences = KeysField(help_text=_("だれ向けかの記号（/api/v1/audiences/ の key）"))
    districts = serializers.SerializerMethodField(
        help_text=_("地区。id、url、name。is_everywhere が true なら、空でも市内のどこでも。")
    )
    organizations = serializers.SerializerMethodField(
        help_text=_("加わっている団体と、すること。is_lead はとりまとめ。公開できない団体は入らない。")
    )
    needs = serializers.SerializerMethodField(
        help_text=_("こたえる地域課題の url。いま公開されていないものは、その先で見つからない。")
    )
    places = serializers.SerializerMethodField(help_text=_("場の url。同じく。"))
    events = serializers.SerializerMethodField(help_text=_("催しの url。同じく。"))
    milestones = serializers.SerializerMethodField(help_text=_("予定。いつまでに、できた日。"))
    results = serializers.SerializerMethodField(
        help_text=_("できたこと。新しい順に50件まで。10人未満の日は people が null、is_people_withheld が true。")
    )
    report = serializers.SerializerMethodField(
        help_text=_("おわりの報告。終わったものだけ。did したこと、worked うまくいったこと、failed うまくいかなかったこと、stayed 残ったもの、advice 伝えたいこと。")
    )  # fmt: skip
    published_at = MomentField()
    ended_at = MomentField()
    updated_at = MomentField()

    class Meta:
        model = Project
        fields = (
            *("id", "url", "page_url", "version", "state", *PLAIN, "themes", "audiences", "districts"),
            *("organizations", "needs", "places", "events", "milestones", "results", "report"),
            *("published_at", "ended_at", "terms_url", "updated_at"),
        )

    @extend_schema_field(_list(_DISTRICT))
    def get_districts(self, project: Project) -> list[dict[str, Any]]:
        return [
            {"id": one.pk, "url": api_url("/api/v1/districts/", one.pk) if one.is_current else None, "name": one.name}
            for one in sorted(project.districts.all(), key=lambda one: one.pk)
        ]

    @extend_schema_field(_list(_PART))
    def get_organizations(self, project: Project) -> list[dict[str, Any]]:
        parts = ProjectPart.objects.shown().filter(project=project).select_related("organization")
        return [
            {
                "id": part.organization_id,
                "url": api_url("/api/v1/organizations/", part.organization_id),
                "name": part.organization.name,
                "is_lead": part.is_lead,
                "text": part.text,
                "offers": part.offers,
            }
            for part in parts
        ]

    @extend_schema_field(_list(_URI))
    def get_needs(self, project: Project) -> list[str]:
        return _urls(project.needs, "/api/v1/needs/")

    @extend_schema_field(_list(_URI))
    def get_places(self, project: Project) -> list[str]:
        return _urls(project.places, "/api/v1/places/")

    @extend_schema_field(_list(_URI))
    def get_events(self, project: Project) -> list[str]:
        return _urls(project.events, "/api/v1/events/")

    @extend_schema_field(_list(_MILESTONE))
    def get_milestones(self, project: Project) -> list[dict[str, Any]]:
        return [
            {"title": one.title, "due_on": _day(one.due_on), "done_on": _day(one.done_on)}
            for one in project.milestones.all()
        ]

    @extend_schema_field(_list(_RESULT))
    def get_results(self, project: Project) -> list[dict[str, Any]]:
        return [
            {
                "on": _day(one.on),
                "text": one.text,
                "people": None if 0 < (one.people or 0) < LEAST else one.people,
                "is_people_withheld": 0 < (one.people or 0) < LEAST,
                "minutes": one.minutes,
            }
            for one in project.results.all()[:MOST_RESULTS]
        ]

    @extend_schema_field({"oneOf": [_REPORT, {"type": "null"}]})
    def get_report(self, project: Project) -> dict[str, str] | None:
        report = ProjectReport.objects.filter(project=project).first()
        if report is None or project.state != ProjectState.ENDED:
            return None
        return {name: getattr(report, name) for name in REPORT}


def _urls(rows: Any, path: str) -> list[str]:
    return [api_url(path, number) for number in rows.order_by("pk").values_list("pk", flat=True)]
