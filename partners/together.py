"""Who works with whom: of organisations that take part in projects everybody sees, as a table, and as a picture of arcs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from hub.accounts.enums import Verification
from hub.accounts.models import Organization
from hub.paging import Page
from partners.models import ProjectPart

# In the units of the picture: 360 wide, as a telephone.
WIDTH, LINE, TOP, MIDDLE, REACH = 360, 34, 22, 122, 108
LONGEST = 14
# How thick an arc is at most, whatever many projects it stands for.
THICKEST = 7


@dataclass(frozen=True)
class Tie:
    """``number`` projects of two organisations."""

    organization: int
    name: str
    number: int


def page_of_organizations(number: int, size: int) -> Page:
    """Those that take part in something everybody sees, each with ``projects``, in how many: who does most first.

    Two queries: all are counted in one pass, then those of the page are loaded. Behind the last page comes the last.
    """
    number = max(1, number)
    shown, total = _most_first((number - 1) * size, size)
    if not shown and number > 1:
        _first, total = _most_first(0, size)
        number = max(1, -(-total // size))
        shown, total = _most_first((number - 1) * size, size)
    rows = Organization.objects.in_bulk(list(shown))
    found = [rows[pk] for pk in shown if pk in rows]
    for one in found:
        one.projects = shown[one.pk]  # type: ignore[attr-defined]
    return Page(found, number, size, total, is_more_than_limit=False)


def _most_first(first: int, size: int) -> tuple[dict[int, int], int]:
    """So many from there on of those that may be named, each with the number of its projects, and how many there are in all.

    Each is joined to its name once, and not once for each of its parts.
    """
    counted = ProjectPart.objects.counted().order_by().values_list("organization").annotate(n=Count("*"))
    parts, params = counted.query.sql_with_params()
    named = "JOIN accounts_organization USING (id) WHERE verification = %s ORDER BY n DESC, kana, name, id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, n, count(*) OVER () FROM ({parts}) counted (id, n) {named} OFFSET %s LIMIT %s",  # noqa: S608  made by Django
            [*params, Verification.VERIFIED, first, size],
        )
        rows = cursor.fetchall()
    return {pk: n for pk, n, _total in rows}, rows[0][2] if rows else 0


def ties_of(numbers: Sequence[int]) -> dict[int, list[Tie]]:
    """With whom each of these works, the one with most projects in common first. Two queries."""
    own = list(
        ProjectPart.objects.public().filter(organization__in=numbers).values_list("organization_id", "project_id")
    )
    # A list of numbers, and not a join: Postgres would go through all parts there are.
    beside = ProjectPart.objects.shown().filter(project__in={project for _number, project in own})
    named: dict[int, str] = {}
    by_project: dict[int, list[int]] = {}
    order = ("organization__kana", "organization")
    for project, other, name in beside.order_by(*order).values_list(
        "project_id", "organization_id", "organization__name"
    ):
        named[other] = name
        by_project.setdefault(project, []).append(other)
    shared: dict[int, Counter[int]] = {}
    for number, project in own:
        shared.setdefault(number, Counter()).update(other for other in by_project.get(project, ()) if other != number)
    places = {other: place for place, other in enumerate(named)}
    return {
        number: [
            Tie(other, named[other], n)
            for other, n in sorted(counted.items(), key=lambda pair: (-pair[1], places[pair[0]]))
        ]
        for number, counted in shared.items()
        if counted
    }


def in_order_of_ties(numbers: Sequence[int], ties: Mapping[int, Sequence[Tie]]) -> list[int]:
    """Those who work together stand together: from each the next is the one with which it shares most."""
    left, ordered = list(numbers), []
    while left:
        waiting = [left[0]]
        while waiting:
            number = waiting.pop(0)
            if number in left:
                left.remove(number)
                ordered.append(number)
                waiting = [tie.organization for tie in ties.get(number, ()) if tie.organization in left] + waiting
    return ordered


def picture(found: Sequence[Any], ties: Mapping[int, Sequence[Tie]]) -> dict[str, Any]:
    """Names below each other, and an arc for each two who work together: the thicker, the more projects."""
    by_number = {one.pk: one for one in found}
    ordered = in_order_of_ties(list(by_number), ties)
    heights = {number: TOP + place * LINE for place, number in enumerate(ordered)}
    pairs = [
        (number, tie.organization, tie.number)
        for number in ordered
        for tie in ties.get(number, ())
        if tie.organization in heights and heights[number] < heights[tie.organization]
    ]
    return {
        "width": WIDTH,
        "height": TOP + len(ordered) * LINE,
        "names": [
            {"y": heights[number], "text_y": heights[number] + 6, "name": _short(by_number[number].name)}
            for number in ordered
        ],
        "arcs": [_arc(heights[one], heights[other], number) for one, other, number in pairs],
        "pairs": [(by_number[one].name, by_number[other].name, number) for one, other, number in pairs],
        "dots_x": MIDDLE,
        "names_x": MIDDLE + 16,
    }


def _arc(upper: int, lower: int, number: int) -> dict[str, Any]:
    """The further the two are from each other, the wider."""
    reach = MIDDLE - min(REACH, 24 + (lower - upper) * REACH // (LINE * 9)) * 4 // 3
    return {
        "path": f"M{MIDDLE} {upper}C{reach} {upper} {reach} {lower} {MIDDLE} {lower}",
        "thick": min(THICKEST, 1 + 2 * number),
    }


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
