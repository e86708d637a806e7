"""Lists of projects with 500 and with 5,000: how much longer they take, and whether it is within what was promised."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Theme
from hub.paging import page_of
from hub.search import fold, tokens
from partners import together
from partners.models import Project, ProjectPart
from partners.views.projects import ORDER
from partners.views.staff_projects import SHELVES
from tests.benchmarks.two_sizes import SCHEMAS, compare, keep

SIZES = (500, 5_000)
TABLES = ("partners_project", "partners_projectpart", "partners_project_districts", "partners_project_themes")
ORGANIZATIONS = 300
PARTS = 3
_STATES = ("running", "running", "ended", "preparing", "stopped")


def projects() -> dict[str, Any]:
    """Milliseconds of the list, a word, a theme, the board and the picture, and their growth. Raises where it is too much.

    The picture has ten times as many projects of each organisation to count, and may take six times as long.
    """
    begin = 0
    for schema, size in zip(SCHEMAS, SIZES, strict=True):
        _make(begin, size)
        keep(schema, TABLES)
        begin = size
    return compare(_acts(), {"who works with whom": 6})


def _acts() -> dict[str, Callable[[], Any]]:
    theme = Theme.objects.order_by("pk").values_list("pk", flat=True)[0]
    through = Project.themes.through.objects.filter(theme=theme).values("project")
    board = SHELVES[0]
    public = Project.objects.public
    return {
        "list": lambda: page_of(public(), ORDER, 1, prepare=lambda rows: rows.for_list()),
        "a rare word": lambda: page_of(
            public().matching("取り組み7の"), ORDER, 1, prepare=lambda rows: rows.for_list()
        ),
        "a theme": lambda: page_of(public().filter(pk__in=through), ORDER, 1, prepare=lambda rows: rows.for_list()),
        "board": lambda: page_of(board[2](), board[3], 1),
        "who works with whom": _together,
    }


def _together() -> None:
    page = page_of(together.organizations(), together.ORDER, 1, prepare=together.with_numbers)
    together.picture(page.items, together.ties_of([one.pk for one in page.items]))


def _make(begin: int, end: int) -> None:
    organizations = list(Organization.objects.filter(name__startswith="比べる会").order_by("pk"))
    if not organizations:
        organizations = Organization.objects.bulk_create(
            Organization(name=f"比べる会{n}", kind=OrganizationKind.NPO, verification="verified") for n in range(ORGANIZATIONS)
        )  # fmt: skip
    now, districts = timezone.now(), list(District.objects.order_by("pk").values_list("pk", flat=True))
    themes = list(Theme.objects.order_by("pk").values_list("pk", flat=True))
    made = Project.objects.bulk_create([_row(number, now) for number in range(begin, end)], batch_size=1_000)
    ProjectPart.objects.bulk_create(
        (
            ProjectPart(
                project=one, organization=organizations[(begin + place * 7 + nth * 11) % ORGANIZATIONS], state="joined",
                is_lead=nth == 0, text="部屋を出す", invited_at=now, joined_at=now,
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
        title=f"取り組み{number}のこと", summary="空き店舗を、だれでも来られる居間にします。", text="週に2回、開けています。" * 20,
        state=state, moved_at=day, published_at=None if state == "preparing" else day, ended_at=now if is_over else None,
        stop_reason="場所がなくなりました。" if state == "stopped" else "",
    )  # fmt: skip
