"""Registrations, a talk, a raised hand and a place of the demonstration's organisations: each state that one may want to see.

All of it is made up and marked as a sample, goes the way that people go (the services), and tells nobody but the
demonstration's own accounts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from events.enums import PlaceKind
from events.models import Place
from events.services.publishing import publish
from events.services.writing import save_new_place
from hub.accounts.enums import Level
from hub.accounts.groups import COCREATION_COORDINATOR
from hub.accounts.models import Organization, User
from hub.areas.models import District
from hub.models import Theme, WelcomeMark
from hub.pages import demo_accounts as accounts
from hub.threads.services import open_thread
from partners.enums import OPEN_NEEDS
from partners.models import Need, Partnership, Programme
from partners.services.hands import raise_hand
from partners.services.joining import begin_partnership, submit_partnership, terms_in_force, write_partnership
from partners.services.reviewing import approve_partnership, return_partnership, tick_checks

MARKET, CAFETERIA, CLINIC = (name for name, _kind in (accounts.MARKET, accounts.CAFETERIA, accounts.CLINIC))


@dataclass(frozen=True)
class _Registration:
    """``ends_as``: how far it goes; ``remarks``: what it is sent back with."""

    organization: str
    programme: str
    ends_as: str
    values: dict[str, Any]
    themes: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    remarks: dict[str, str] = field(default_factory=dict)


_REGISTRATIONS = (
    _Registration(
        MARKET, "kyoso", "approved",
        {
            "offers": ["place", "people", "outreach"],
            "text": "店の奥の部屋（いす12脚）を、平日の午前に使えます。レジの横にちらしを置けます。社員が月に1時間、手伝いに行けます。",
            "effort": "月に1時間から",
            "cost": "部屋は無料です",
        },
        themes=("health", "local"), districts=("元八王子中学校区", "横川中学校区"),
    ),
    _Registration(
        MARKET, "jinsei100", "approved",
        {
            "offers": ["goods", "people"],
            "fields": ["nutrition", "living"],
            "text": "買った物を家まで届けるときに、電球の取りかえなど、5分でできる手伝いをします。",
            "cost": "配達は1回200円（見本）",
            "how_to_reach": "店のサービスカウンターで（見本なので、電話番号はありません）",
        },
        themes=("food",), districts=("元八王子中学校区",),
    ),
    _Registration(
        CAFETERIA, "kyoso", "submitted",
        {"offers": ["place", "people"], "text": "食堂が休みの日に、部屋と台所を使えます。", "cost": "光熱費だけ"},
        themes=("food", "children"),
    ),
    _Registration(
        CLINIC, "jinsei100", "returned",
        {
            "offers": ["people", "knowledge"],
            "fields": ["exercise"],
            "text": "体操の会に、看護師が行きます。",
            "how_to_reach": "市を通して",
        },
        themes=("health",),
        remarks={
            "how_to_reach": "この登録では、住民の方が直接連絡します。連絡のしかたを書いてください。",
            "cost": "無料か、いくらかかるかを書いてください。",
        },
    ),
)  # fmt: skip


def make_demo_partners() -> Iterator[str]:
    """Once: nothing where the organisations have a registration already. Yields what was made."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of registrations belong into the embedded mode")
    organizations = {one.name: one for one in Organization.objects.filter(is_sample=True)}
    coordinator = User.objects.filter(groups__name=COCREATION_COORDINATOR, email__endswith="@demo.example").first()
    programmes = {one.key: one for one in Programme.objects.all()}
    is_whole = {MARKET, CAFETERIA, CLINIC} <= organizations.keys() and coordinator and programmes
    if not is_whole or Partnership.objects.filter(is_sample=True).exists():
        return
    with transaction.atomic():
        for one in _REGISTRATIONS:
            if one.programme in programmes:
                _make(one, programmes[one.programme], organizations[one.organization], coordinator)
        _talk(organizations[MARKET], organizations[CAFETERIA])
        _make_place(organizations[CAFETERIA])
    yield f"見本の団体の登録 {len(_REGISTRATIONS)}件と、やりとり、場"


def _make(one: _Registration, programme: Programme, organization: Organization, coordinator: Any) -> None:
    by = _owner(organization)
    made = begin_partnership(programme, organization, by=by)
    districts = District.objects.filter(name__in=one.districts)
    values = one.values | {
        "themes": Theme.objects.filter(key__in=one.themes), "districts": districts,
        "is_everywhere": not districts, "contact_name": "見本の担当",
    }  # fmt: skip
    write_partnership(made, by=by, values=values, seen_version=made.version)
    terms = terms_in_force(programme)
    submit_partnership(made, by=by, agreed_version=terms.version if terms else None)
    if one.ends_as == "returned":
        return_partnership(made, by=coordinator, remarks=one.remarks)
    if one.ends_as == "approved":
        tick_checks(made, by=coordinator, keys=[item["key"] for item in programme.checklist])
        approve_partnership(made, by=coordinator)


def _owner(organization: Organization) -> User:
    owner: User = User.objects.filter(
        memberships__organization=organization, memberships__level=Level.OWNER
    ).order_by("pk")[0]  # fmt: skip
    return owner


def _talk(market: Organization, cafeteria: Organization) -> None:
    open_thread(
        cafeteria, by=_owner(cafeteria), subject="夏休みの昼ごはんについて",
        text="夏休みのあいだ、平日にも開けるか考えています。手伝ってくれる大学や企業を、知っていたら教えてください。",
    )  # fmt: skip
    need = Need.objects.filter(is_sample=True, state__in=OPEN_NEEDS, offers__contains=["place"]).order_by("pk").first()
    if need is not None:
        text = "店の奥の部屋なら、水曜と金曜の9時から11時まで使えます。いすは12脚あります。"
        raise_hand(need, market, by=_owner(market), text=text, offers=["place"], may_be_named=True)


def _make_place(cafeteria: Organization) -> None:
    by = _owner(cafeteria)
    place = Place(
        name="ひだまり食堂（見本）", kana="ひだまりしょくどう", kind=PlaceKind.CAFETERIA, operator=cafeteria, address="台町三丁目",
        summary="だれでも来られる食堂です。（作りものの場です）", is_drop_in=True, is_free=True, is_sample=True,
        first_visit="入口で「はじめてです」と言ってください。席まで案内します。", greeter="エプロンの人",
    )  # fmt: skip
    save_new_place(place, by=by)
    place.welcome_marks.set(WelcomeMark.objects.filter(key__in=["alone", "watch"]))
    publish(place, by=None, is_news=False)
