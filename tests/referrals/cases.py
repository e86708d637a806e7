"""Offices, referrals in any state, and the kinds of people who may or may not see them."""

from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hub.areas.models import District
from referrals import promises
from referrals.enums import Ground, Outcome, State, Writer
from referrals.models import ConsentRecord, OfficeStaff, Referral, SupportOffice, Transfer
from referrals.services.intake import Told, receive_referral
from referrals.services.transfers import hash_of_token
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of

# One of each: where one of them is found outside, something leaks.
WORDS = {
    "text": "ヒミツノブン、夜に明かりがつかない",
    "about_name": "ヒミツ太郎",
    "about_address": "ヒミツ町1-2",
    "about_phone": "042-000-1111",
    "writer_name": "ヒミツ花子",
    "writer_phone": "090-0000-2222",
    "writer_email": "himitsu@example.net",
    "meeting": "ヒミツ公園の前",
}


def district(name: str = "だいち") -> District:
    found: District = District.objects.get_or_create(name=name, defaults={"geometry": {}, "path": ""})[0]
    return found


def office(
    name: str = "南の事務所", *, staff: int = 1, districts: tuple[District, ...] = (), **fields: Any
) -> SupportOffice:
    """With hours, a number and staff, so that it can be written to."""
    values: dict[str, Any] = {
        "phone": "042-000-0000",
        "hours": "平日9時から17時",
        "opens_at": time(9),
        "closes_at": time(17),
    }
    made: SupportOffice = SupportOffice.objects.create(name=name, **values | fields)
    made.districts.set(districts)
    for order in range(staff):
        OfficeStaff.objects.create(office=made, user=UserFactory(staff=True), order=order)
    return made


def worker(of: SupportOffice) -> Any:
    """The first of its staff."""
    return of.members.order_by("order")[0].user


def told(**fields: Any) -> Told:
    """What a form holds, whole."""
    values: dict[str, Any] = {
        "page": "0123", "is_own": False, "writer": Writer.NEIGHBOUR, "town": None, "words": WORDS,
    }  # fmt: skip
    if "district" not in fields:  # that one has no ground: it is made only where it is wanted
        values["district"] = district()
    return Told(**values | fields)


def referral(
    state: str = State.RECEIVED, *, at: SupportOffice | None = None, now: datetime | None = None, **fields: Any
) -> Referral:
    """As services leave it in this state, at an office of the district; ``fields`` go over that."""
    made: Any = at or SupportOffice.objects.filter(districts=district()).first() or office(districts=(district(),))
    number = Referral.objects.count()
    one = receive_referral(told(page=f"page-{number}"), now=now).referral
    values: dict[str, Any] = {"office": made, "state": state}
    if state == State.CLOSED:
        values |= {"closed_at": timezone.now(), "outcome": Outcome.SUPPORTED}
    if state in {State.ASSIGNED, State.IN_CONTACT, State.IN_SUPPORT}:
        values["assigned_to"] = worker(made)
    Referral.objects.filter(pk=one.pk).update(**values | fields)
    return Referral.objects.get(pk=one.pk)


def asked(
    one: Referral, to: SupportOffice | str, *, ground: str = Ground.PROTECTION, now: datetime | None = None
) -> Transfer:
    """Of an office or an agency, in whatever state the case is; who works on it asked. The token: the number of the case."""
    at, is_agency = now or timezone.now(), isinstance(to, str)
    made: Transfer = Transfer.objects.create(
        referral=one, to_office=None if is_agency else to, to_agency=to if is_agency else "", from_office=one.office,
        ground=ground, reason="ヒミツのわけ", summary="ヒミツのまとめ" if is_agency else "",
        token_hash=hash_of_token(str(one.pk)) if is_agency else "", asked_by=worker(one.office), asked_at=at,
        expires_at=promises.token_ends(at),
    )  # fmt: skip
    return made


def consent(one: Referral, *, given_on: date | None = None) -> ConsentRecord:
    """Of today, by who works on it."""
    made: ConsentRecord = ConsentRecord.objects.create(
        referral=one, by=worker(one.office), given_on=given_on or timezone.localdate(), basis="talk",
        scope="ヒミツの範囲", at=timezone.now(),
    )  # fmt: skip
    return made


PEOPLE = (
    *("worker", "colleague", "substitute", "other_office", "consultation", "cocreation", "planner", "administrator"),
    *("staff", "member", "professional", "gone", "visitor"),
)


def people(of: SupportOffice, other: SupportOffice) -> dict[str, Any]:
    """Every kind of user, as they stand to a case of the office ``of``."""
    today = timezone.localdate()
    substitute, colleague, gone = (
        UserFactory(staff=True),
        UserFactory(staff=True),
        UserFactory(staff=True, is_active=False),
    )
    OfficeStaff.objects.create(office=of, user=colleague, order=5)
    away = UserFactory(staff=True)
    OfficeStaff.objects.create(office=of, user=away, order=6, away_from=today, away_until=today, substitute=substitute)
    OfficeStaff.objects.create(office=of, user=gone, order=7)
    administrator = UserFactory(administrator=True)
    OfficeStaff.objects.create(office=of, user=administrator, order=8)
    return {
        "worker": worker(of), "colleague": colleague, "substitute": substitute, "other_office": worker(other),
        "consultation": UserFactory(consultation=True), "cocreation": UserFactory(coordinator=True),
        "planner": UserFactory(planner=True), "administrator": administrator, "staff": UserFactory(staff=True),
        "member": member_of(OrganizationFactory(verified=True)),
        "professional": member_of(OrganizationFactory(verified=True, kind="care")), "gone": gone, "visitor": AnonymousUser(),
    }  # fmt: skip
