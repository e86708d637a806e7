"""Pages of projects with 500 and with 5,000: how much longer they take, and whether it is within what was promised."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Theme
from hub.search import fold, tokens
from partners.models import Project, ProjectPart
from tests.benchmarks.two_sizes import HOST, SCHEMAS, asking, compare, keep
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in

SIZES = (500, 5_000)
TABLES = (
    *("accounts_organization", "partners_project", "partners_projectpart"),
    *("partners_project_districts", "partners_project_themes"),
)
PER_ORGANIZATION = 5
PARTS = 3
_STATES = ("running", "running", "ended", "preparing", "stopped")


def projects() -> dict[str, Any]:
    """Milliseconds of each page at both sizes: a hub ten times as large, with ten times as many organisations.

    Raises where one grows more than it may.
    """
    begin = 0
    for schema, size in zip(SCHEMAS, SIZES, strict=True):
        _make(begin, size)
        keep(schema, TABLES)
        begin = size
    theme, one = Theme.objects.filter(is_active=True).order_by("pk")[0], Project.objects.public().order_by("pk")[3]
    pages = {
        "list": "/partners/projects/",
        "a rare word": "/partners/projects/?q=取り組み0007の",
        "a theme": f"/partners/projects/?theme={theme.key}",
        "who works with whom": "/partners/projects/together/",
        "a project": f"/partners/projects/{one.pk}/",
    }
    visitor = Client(SERVER_NAME=HOST)
    works = {name: asking(visitor, address) for name, address in pages.items()}
    staff = sign_in(Client(SERVER_NAME=HOST), UserFactory(coordinator=True))
    return compare(works | {"all, for staff": asking(staff, "/staff/projects/")})


def _make(begin: int, end: int) -> None:
    numbers = range(begin // PER_ORGANIZATION, end // PER_ORGANIZATION)
    organizations = Organization.objects.bulk_create(
        Organization(name=f"比べる会{n}", kind=OrganizationKind.NPO, verification="verified") for n in numbers
    )
    now, districts = timezone.now(), list(District.objects.order_by("pk").values_list("pk", flat=True))
    themes = list(Theme.objects.order_by("pk").values_list("pk", flat=True))
    made = Project.objects.bulk_create([_row(number, now) for number in range(begin, end)], batch_size=1_000)
    ProjectPart.objects.bulk_create(
        (
            ProjectPart(
                project=one, organization=organizations[(place * 7 + nth * 11) % len(organizations)], state="joined",
                is_lead=nth == 0, is_counted=one.published_at is not None, text="部屋を出す", invited_at=now, joined_at=now,
            )
            for place, one in enumerate(made)
            for nth in range(PARTS)
        ),
        batch_size=1_000,
    )  # fmt: skip
    for model, column, keys in (
        (Project.districts.through, "district_id", districts),
        (Project.themes.through, "theme_id", themes),
    ):
        rows = (model(project_id=one.pk, **{column: keys[place % len(keys)]}) for place, one in enumerate(made) if keys)
        model.objects.bulk_create(rows, batch_size=1_000)
    with connection.cursor() as cursor:
        for one in made:
            text = fold(f"{one.title}\n{one.summary}\n{one.text}")
            cursor.execute(
                "UPDATE partners_project SET search_text = %s, search_tokens = array_to_tsvector(%s) WHERE id = %s",
                [text, tokens(text), one.pk],
            )


def _row(number: int, now: Any) -> Project:
    state, day = _STATES[number % len(_STATES)], now - timedelta(hours=number)
    is_over = state in {"ended", "stopped"}
    return Project(
        title=f"取り組み{number:04}のこと", summary="空き店舗を、だれでも来られる居間にします。", text="週に2回、開けています。" * 20,
        state=state, moved_at=day, published_at=None if state == "preparing" else day, ended_at=now if is_over else None,
        stop_reason="場所がなくなりました。" if state == "stopped" else "",
    )  # fmt: skip
