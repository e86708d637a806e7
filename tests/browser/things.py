"""What the browser looks at: the seed of `make run`, and one of each thing that the seed has not."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.enums import AttendanceMode, Feature, Participation
from events.models import Event, OpeningException, Place
from events.services.occurrences import cancel_occurrence, move_occurrence
from events.services.publishing import close
from events.services.writing import finish_edit
from hub.areas.models import District, Town
from hub.models import Theme, WelcomeMark
from indicators.fiscal_years import fiscal_year_of
from indicators.models import Indicator, PeopleCount
from indicators.people import TABLES
from indicators.secrecy import protect
from indicators.services.covering import take_coverage
from indicators.services.measuring import correct_measurement, record_measurement
from partners.enums import Offer, PartnershipState
from partners.models import Partnership, Programme
from partners.services.certificates import code_of
from referrals.models import SupportOffice
from tests.events.published import EVERY_DAY, published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.partners.registrations import registration

LONG = (
    "はじめての方もゆっくり楽しめます。道具は会場にありますので、手ぶらでお越しください。（無料の駐車場があります）\n"
    * 60
)
DATA_PAGES = ("api", "formats", "changes", "problems", "writing")


@dataclass(frozen=True)
class Things:
    """Addresses."""

    event: str
    series: str
    long_event: str
    wide_event: str
    cancelled: str
    moved: str
    over: str
    place: str
    closed_place: str
    civic_center: str
    unsure_place: str
    partner: str
    certificate: str


@transaction.atomic
def make_things() -> None:
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.seeds"):
            for _line in import_module(f"{config.name}.seeds").seed():
                pass
    town = Town.objects.get(name="台町四丁目")
    where = {"address": f"{town.name}1-1", "latitude": town.latitude, "longitude": town.longitude, "town": town}
    day = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    place = _make_place(where)
    _make_events(place, where, day)
    _make_partners()
    _make_figures()
    office = SupportOffice.objects.create(
        name="東の事務所", kana="ひがしのじむしょ", phone="042-000-0000", fax="042-000-0001", email="office@example.jp", hours="月〜金 9:00〜17:00",
        address="台町1-1", source_url="https://city.example/", checked_on=timezone.localdate(),
    )  # fmt: skip
    office.towns.set([town])


def _make_figures() -> None:
    """Two years of one figure, of which one was corrected; the map of today, and numbers of people of three quarters."""
    by, one = UserFactory(planner=True), Indicator.objects.get(code="ba-count")
    year = fiscal_year_of(timezone.localdate())
    first = record_measurement(one, by=by, value=Decimal(5), fiscal_year=year - 1, source="台帳", is_confirmed=True)
    correct_measurement(first, by=by, value=Decimal(4), reason="1か所を二度数えていた")
    record_measurement(one, by=by, value=Decimal(9), fiscal_year=year, on=timezone.localdate(), source="台帳")
    take_coverage()
    told = {"received": 60, "in-time": 52, "later": 5, "merged": 3}
    for quarter in (1, 2, 3):
        cells = {key: cell.as_json() for key, cell in protect(told, TABLES["referrals"].sums).items()}
        PeopleCount.objects.create(
            table="referrals", fiscal_year=year - 1, quarter=quarter, cells=cells, at=timezone.now()
        )


def _make_partners() -> None:
    """One of which everything is told, in two programmes, and one that goes everywhere; with long words and a place."""
    host = OrganizationFactory(
        name="株式会社とても長い名前のホームセンター八王子北口支店", kana="かぶしきがいしゃとてもながいなまえ", kind="company",
        verified=True, description=LONG[:300], verified_what="登記", verified_by="見本の課", verified_on=timezone.localdate(),
    )  # fmt: skip
    year = timezone.localdate() + timedelta(days=365)
    for number, of in enumerate(Programme.objects.order_by("order"), start=1):
        one = registration(
            PartnershipState.APPROVED, organization=host, of=of, text=LONG[:300], effort="月に1回、2時間", cost="材料費300円",
            offers=Offer.values, fields=of.fields, how_to_reach="店の窓口（平日9時から17時）", is_everywhere=False,
            number=f"{of.number_prefix}-{number:04d}", ends_on=year if of.term_months else None,
        )  # fmt: skip
        one.districts.set(District.objects.current()[:20])
        one.themes.set(Theme.objects.all()[:6])
    registration(PartnershipState.APPROVED, text="x" * 300, effort="y" * 100, number="KP-0009")


def _make_place(where: dict[str, Any]) -> Place:
    marks = [mark.key for mark in WelcomeMark.objects.all()]
    place = published_place(
        "ひだまりの家", open_on=EVERY_DAY, opens=time(0), closes=time(23, 59), welcome_marks=marks, is_free=True,
        summary="縁側のある家で、お茶が飲めます。", description=LONG[:600], first_visit="玄関で声をかけてください。",
        greeter="みどりの名札の人が迎えます。", who_comes="近所の方が来ています。", is_drop_in=True, phone="042-000-1234",
        url="https://example.org/", age_from_months=0, age_to_months=72, operator_name="台町の会", languages_note="英語",
        accessibility={feature: number % 3 != 0 for number, feature in enumerate(Feature.values)}, kana="ひだまりのいえ",
        access_note="坂の途中にあります。", parking_note="2台", bicycle_note="10台", assured_on=timezone.localdate(), **where,
    )  # fmt: skip
    for days, closed in ((1, True), (2, False)):
        OpeningException.objects.create(
            place=place, date=timezone.localdate() + timedelta(days=days), is_closed=closed,
            opens=None if closed else time(13), closes=None if closed else time(15), note="大そうじ",
        )  # fmt: skip
    finish_edit(place)
    close(published_place("終わった場所", **where), by=None)
    return place


def _make_events(place: Place, where: dict[str, Any], day: datetime) -> None:
    everything: dict[str, Any] = {
        "place": place, "is_free": True, "participation": Participation.FREE, "alone_note": "ひとりの方が多いです。",
        "welcome_marks": ["alone", "with_children", "leave"], "themes": ["food"], "audiences": ["seniors", "infants"],
        "contact_name": "台町の会", "contact_phone": "042-000-1234", "organizer_name": "台町の会", "summary": "お茶を飲みます。",
        "accessibility": {"nursery": True}, "is_professional_present": True, "professional_note": "保健師がいます。", **where,
    }  # fmt: skip
    published_event("毎週のお茶会", day, rrule="FREQ=WEEKLY", rule_starts_at=day, rule_minutes=90, **everything)
    published_event(
        "とても長い説明の催し", *(day + timedelta(days=n) for n in range(30)), description=LONG, how_to_apply=LONG,
        remarks=LONG, fee_text="大人 1,500円、子ども 500円。" * 8, audience_note="市内に住む方。" * 30, building="本館3階の大きな会議室",
        dates={"time_note": "受付は30分前からです。" * 12, "capacity": 20, "deadline_at": day}, **(everything | {"is_free": False}),
    )  # fmt: skip
    published_event(
        "W" * 200, day, venue_name="M" * 200, organizer_name="W" * 200, fee_text="9" * 300, how_to_apply="x" * 3_000
    )
    published_event("オンラインの会", day, attendance_mode=AttendanceMode.HYBRID, online_url="https://example.org/")
    published_event("ひと月の展示", day - timedelta(days=10), hours=24 * 30, is_free=False, fee_text="300円")
    cancelled = published_event("中止のお茶会", day, **everything)
    cancel_occurrence(cancelled.occurrences.get(), by=None, note="台風のため")
    moved = published_event("日を変えたお茶会", day, **everything)
    to = day + timedelta(days=2)
    move_occurrence(moved.occurrences.get(), by=None, starts_at=to, ends_at=to + timedelta(hours=1), note="会場の都合")
    published_event("終わったお茶会", day - timedelta(days=9), **everything)


def find_things() -> Things:
    def event(title: str) -> str:
        return Event.objects.get(title=title).get_absolute_url()

    def place(name: str) -> str:
        return Place.objects.get(name=name).get_absolute_url()

    now = timezone.now()
    real = Event.objects.public().filter(is_sample=True, occurrences__starts_at__gte=now).order_by("pk")[0]
    unsure = Place.objects.listed().filter(is_to_be_confirmed=True)[0]
    partner = Partnership.objects.public().order_by("pk")[0]
    center = Place.objects.listed().filter(kind="civic_center").order_by("pk")[0]
    return Things(
        event=real.get_absolute_url(),
        series=event("毎週のお茶会"),
        long_event=event("とても長い説明の催し"),
        wide_event=event("W" * 200),
        cancelled=event("中止のお茶会"),
        moved=event("日を変えたお茶会"),
        over=event("終わったお茶会"),
        place=place("ひだまりの家"),
        closed_place=place("終わった場所"),
        civic_center=center.get_absolute_url(),
        unsure_place=unsure.get_absolute_url(),
        partner=partner.get_absolute_url(),
        certificate=reverse("partners:check_code", args=[partner.number, code_of(partner)]),
    )


def states(things: Things) -> dict[str, str]:
    """Every page in every state."""
    return {
        "front": "/",
        "list": "/events/",
        "list filled in": "/events/?q=%E3%81%8A%E8%8C%B6&town=%E5%8F%B0%E7%94%BA&near=1&free=1&mark=alone&theme=food&weekday=5",
        "list empty": "/events/?q=%E3%81%AA%E3%81%84%E3%82%82%E3%81%AE&when=today&free=1",
        "list with errors": "/events/?since=x&until=y&town=%E7%81%AB%E6%98%9F",
        "list page 2": "/events/?page=2",
        "calendar": "/events/?view=calendar",
        "map of events": "/events/?view=map",
        "week sheet": "/events/week/",
        "event": things.event,
        "event sheet": f"{things.event}print/",
        "series": things.series,
        "long event": things.long_event,
        "wide event": things.wide_event,
        "cancelled": things.cancelled,
        "moved": things.moved,
        "over": things.over,
        "places": "/places/",
        "places empty": "/places/?q=%E3%81%AA%E3%81%84%E3%82%82%E3%81%AE&free=1",
        "places with errors": "/places/?town=%E7%81%AB%E6%98%9F&hours=x",
        "map of places": "/places/?view=map",
        "place": things.place,
        "place sheet": f"{things.place}print/",
        "civic center": things.civic_center,
        "place to be confirmed": things.unsure_place,
        "closed place": things.closed_place,
        "questions": "/find/",
        "answers": "/find/?ask=1&theme=food&when=week&talk=much&town=%E5%8F%B0%E7%94%BA",
        "questions with errors": "/find/?ask=1&town=%E7%81%AB%E6%98%9F&talk=x",
        "support": "/support/",
        "support answered": "/support/?town=%E5%8F%B0%E7%94%BA%E5%9B%9B%E4%B8%81%E7%9B%AE",
        "support asks which": "/support/?town=%E5%8F%B0%E7%94%BA",
        "support with an error": "/support/?town=%E7%81%AB%E6%98%9F",
        "companies": "/partners/",
        "companies on paper": "/partners/sheet/",
        "partners": "/partners/list/",
        "partners filled in": "/partners/list/?q=%E5%A0%B4%E6%89%80&offer=place&field=exercise&theme=food&town=%E5%8F%B0%E7%94%BA&near=1",
        "partners empty": "/partners/list/?q=%E3%81%AA%E3%81%84%E3%82%82%E3%81%AE",
        "partners with errors": "/partners/list/?town=%E7%81%AB%E6%98%9F&offer=x",
        "map of partners": "/partners/list/?view=map",
        "partner": things.partner,
        "talk": "/partners/talk/",
        "join": "/partners/join/",
        "certificate": things.certificate,
        "wrong certificate": "/partners/check/?number=KP-1&code=x",
        "figures": "/indicators/",
        "figure": "/indicators/ba-count/",
        "districts without": "/indicators/map/?weekday=5&time=afternoon",
        "districts with an error": "/indicators/map/?weekday=9",
        "numbers of people": "/indicators/people/",
        "plan": "/indicators/plans/chiiki-fukushi-4/",
        "draft of a plan": "/indicators/plans/kodomo-wakamono-2/",
        "plan on paper": "/indicators/plans/kodomo-wakamono-1/paper/",
        "about": "/about/",
        "privacy": "/about/privacy/",
        "terms": "/about/terms/",
        **{f"data {name}".strip(): f"/data/{name}/".replace("//", "/") for name in ("", *DATA_PAGES)},
        "report": "/report" + things.event.replace("events", "event"),
        "report thanks": "/report/thanks/",
        "accessibility": "/about/accessibility/",
        **{f"problem {status}": f"/problem/{status}/" for status in (400, 403, 419, 429, 500)},
        "problem 404": "/nowhere/",
        "login": "/admin/login/",
    }
