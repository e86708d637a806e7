"""Somebody who does a sample role of the demonstration's cafeteria, somebody who waits for an answer, and a skill to lend."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.accounts.models import Membership, Organization, User
from hub.pages.demo_accounts import CAFETERIA, PEOPLE
from partners.models import Role, RoleApplication
from partners.role_enums import RoleState
from partners.role_rules import is_full
from partners.services.applications import Said, accept_application, apply
from partners.services.hours import confirm_hours, write_hours
from partners.services.lending import offer_skills

_BEGAN = 14


def make_demo_activities() -> Iterator[str]:
    """After the roles; nothing where there is none, or somebody has applied already."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of activities belong into the embedded mode")
    organization = Organization.objects.filter(name=CAFETERIA[0], is_sample=True).first()
    roles = Role.objects.filter(organization=organization, is_sample=True, state=RoleState.PUBLISHED, youngest=None)
    found = [role for role in roles.order_by("pk") if not is_full(role)]
    if not found or RoleApplication.objects.filter(role__in=found).exists():
        return
    with transaction.atomic():
        _make(found)
    yield "見本の申し込み 2件、活動の記録 2件、プロボノ 1件（子ども食堂ひだまり（見本））"


def _person(login: str) -> Any:
    email = next(person.email for person in PEOPLE if person.login == login)
    return User.objects.get(email=email)


def _make(roles: list[Role]) -> None:
    now, resident, newcomer = timezone.now(), _person("resident"), _person("newcomer")
    owner = Membership.objects.select_related("user").filter(organization=roles[0].organization).order_by("pk")[0].user
    began = now - timedelta(days=_BEGAN)
    said = Said("さくら", text="はじめてです。土曜の午後なら行けます。", is_old_enough=True)
    one = apply(roles[0], by=resident, said=said, now=began)
    text = "ありがとうございます。土曜の1時に、台所に来てください。"
    accept_application(one, by=owner, text=text, now=began + timedelta(hours=3))
    first = write_hours(
        one, by=resident, on=timezone.localdate(now) - timedelta(days=8), minutes=120, text="配ぜんと片づけ"
    )
    confirm_hours(first, by=owner)
    write_hours(one, by=resident, on=timezone.localdate(now) - timedelta(days=1), minutes=90, text="子どもの相手")
    waits = Said("たけし", text="まず見てみたいです。", wants_visit=True, is_old_enough=True)
    apply(roles[-1], by=newcomer, said=waits, now=now - timedelta(days=1))
    offer_skills(
        by=newcomer, skills=["design", "photo"], text="チラシやポスターを作れます。写真もとれます。", hours_a_month=4
    )
