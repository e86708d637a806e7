"""The list of roles and a role's page, with 2,000 and with 20,000 open roles and as many closed ones: the larger takes at most 1.3 times as long."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Theme
from partners.models import Role, RoleCourse
from partners.role_enums import RoleKind, Skill
from partners.services.role_records import make_roles_findable
from tests.benchmarks.two_sizes import HOST, SCHEMAS, asking, compare, keep

SIZES = (2_000, 20_000)
TABLES = ("partners_role", "partners_role_districts", "partners_role_themes", "partners_rolecourse")
_WORDS = (
    "お茶を出す人",
    "宿題を見る人",
    "畑の手伝い",
    "スマホを教える人",
    "チラシを作る人",
    "話を聞く人",
    "歌の伴奏",
    "庭の草取り",
)


def make_roles(first: int, last: int) -> None:
    """Open roles up to ``last`` and as many closed ones, as an organisation posts them; one in twenty is confirmed by a university."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    dice, now = random.Random(first), timezone.now()  # noqa: S311
    if not first:
        kinds = [OrganizationKind.NPO] * 200 + [OrganizationKind.UNIVERSITY] * 10
        Organization.objects.bulk_create(
            Organization(name=f"団体{n}", kind=kind, verification="verified", verified_on=now.date())
            for n, kind in enumerate(kinds)
        )
    groups = list(Organization.objects.filter(kind=OrganizationKind.NPO))
    universities = list(Organization.objects.filter(kind=OrganizationKind.UNIVERSITY))
    districts, themes = list(District.objects.current().only("pk")), list(Theme.objects.filter(is_active=True))
    made = Role.objects.bulk_create(
        [
            Role(
                organization=dice.choice(groups), state=state, closed_at=now if state == "closed" else None, kind=dice.choice(RoleKind.values), title=f"{dice.choice(_WORDS)}{n:06}",
                text=f"{dice.choice(_WORDS)}。{dice.choice(_WORDS)}もします。", when="毎週水曜の午後", where="駅前", minutes=dice.choice((30, 60, 120, 240)),
                skills=dice.sample(Skill.values, 2), is_everywhere=dice.random() < 0.1, is_online=dice.random() < 0.1,
                can_visit_first=dice.random() < 0.7, places=dice.choice((None, 2, 5)), published_at=now - timedelta(minutes=n),
            )
            for n in range(first, last)
            for state in ("published", "closed")
        ],
        batch_size=1_000,
    )  # fmt: skip
    Role.districts.through.objects.bulk_create(
        Role.districts.through(role=one, district=dice.choice(districts)) for one in made
    )
    Role.themes.through.objects.bulk_create(Role.themes.through(role=one, theme=dice.choice(themes)) for one in made)
    RoleCourse.objects.bulk_create(
        RoleCourse(
            role=one,
            university=dice.choice(universities),
            state="confirmed",
            name="地域実習",
            asked_at=now,
            decided_at=now,
        )
        for one in dice.sample(made, len(made) // 20)
    )
    make_roles_findable(made)


def roles() -> dict[str, Any]:
    """Milliseconds of each page at both sizes. Raises where one grows more than it may."""
    begin = 0
    for schema, size in zip(SCHEMAS, SIZES, strict=True):
        make_roles(begin, size)
        keep(schema, TABLES)
        begin = size
    return compare(_works())


def _works() -> dict[str, Callable[[], Any]]:
    one, district = Role.objects.listed().order_by("pk")[len(_WORDS)], District.objects.current().order_by("pk")[3]
    pages = {
        "list": "/roles/", "gakuchika, by the word": "/roles/?q=ガクチカ", "kind and minutes": "/roles/?kind=gakuchika&minutes=30",
        "district and near": f"/roles/?district={district.pk}&near=1", "recognised": "/roles/?credit=1", "skill": "/roles/?skill=cooking",
        "a rare word": "/roles/?q=001999", "a role": f"/roles/{one.pk}/", "feed": "/api/v1/roles/?kind=gakuchika&_={}",
    }  # fmt: skip
    client = Client(SERVER_NAME=HOST)
    return {name: asking(client, address) for name, address in pages.items()}
