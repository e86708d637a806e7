"""Projects in the feed: what everybody sees, also what ended."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.api.filters import FeedForm
from hub.api.resources import Resource
from partners.api.project_documents import PROJECT
from partners.api.project_serializers import ProjectSerializer
from partners.api.project_table import PROJECT_LIST
from partners.models import Project
from partners.project_filters import ProjectFilter


class ProjectFeedFilter(ProjectFilter):
    """As ``/partners/projects/``, by the same names."""

    class Meta:
        model = Project
        fields: list[str] = []
        form = FeedForm

    def _needed(self, data: Any) -> Iterable[tuple[str, Any]]:
        return [(name, base) for name, base in self.base_filters.items() if name in data]

    @classmethod
    def unfiltered(cls, queryset: Any) -> Any:
        return queryset


PROJECTS = Resource(
    name="projects",
    kind="project",
    title=_("いっしょに取り組んでいること（共創プロジェクト）"),
    document=PROJECT,
    rows=Project.objects.public,
    order=("pk",),
    order_types=(int,),
    filterset=ProjectFeedFilter,
    page_path="/partners/projects/",
    serializer=ProjectSerializer,
    formats={PROJECT_LIST.name: PROJECT_LIST},
)
