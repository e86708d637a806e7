"""One account of each kind of user, for a demonstration on one's own machine: they exist in the embedded mode alone."""

import base64
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from hub.accounts.enums import Level, OrganizationKind, Verification
from hub.accounts.groups import COCREATION_COORDINATOR, CONSULTATION_COORDINATOR, PLANNER
from hub.accounts.models import Membership, Organization, User
from hub.accounts.services import create_organization, verify_organization

CAFETERIA = ("子ども食堂ひだまり（見本）", OrganizationKind.COMMUNITY)
_CIRCLE = ("はじめの会（見本）", OrganizationKind.COMMUNITY)
CLINIC = ("訪問看護みどり（見本）", OrganizationKind.CARE)
MARKET = ("スーパーいちば（見本）", OrganizationKind.COMPANY)
_SAFEGUARDS = "おとなが二人以上で見守ります。子どもと二人きりになりません。写真は保護者の方に聞いてから撮ります。"


@dataclass(frozen=True)
class Person:
    """``login`` stands before @demo.example; ``membership``: organisation and level."""

    login: str
    kind: str
    group: str = ""
    is_staff: bool = False
    is_administrator: bool = False
    membership: tuple[tuple[str, OrganizationKind], Level] | None = None

    @property
    def email(self) -> str:
        return f"{self.login}@demo.example"


CONSULTATION = Person("consultation", "相談コーディネーター", group=CONSULTATION_COORDINATOR, is_staff=True)
OFFICE_STAFF = Person("office", "はちまるサポートの職員（見本の事務所）", is_staff=True)
PEOPLE = (
    Person("resident", "住民"),
    Person("owner", "団体の代表（確認済みの団体）", membership=(CAFETERIA, Level.OWNER)),
    Person("editor", "団体の編集する人", membership=(CAFETERIA, Level.EDITOR)),
    Person("viewer", "団体の見るだけの人", membership=(CAFETERIA, Level.VIEWER)),
    Person("newcomer", "団体の代表（確認前の団体）", membership=(_CIRCLE, Level.OWNER)),
    Person("clerk", "企業の担当（登録した企業）", membership=(MARKET, Level.OWNER)),
    Person("professional", "医療・福祉の専門職", membership=(CLINIC, Level.OWNER)),
    Person("cocreation", "共創コーディネーター", group=COCREATION_COORDINATOR, is_staff=True),
    CONSULTATION,
    OFFICE_STAFF,
    Person("planner", "計画の担当", group=PLANNER, is_staff=True),
    Person("admin1", "管理者（ひとりめ）", is_staff=True, is_administrator=True),
    Person("admin2", "管理者（ふたりめ）", is_staff=True, is_administrator=True),
)


def _digest(what: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"demo {what}".encode(), sha256).digest()


def password() -> str:
    """Of all demo accounts on this machine; another machine has another."""
    return "demo-" + base64.b32encode(_digest("password"))[:12].decode().lower()


def totp_secret(person: Person) -> str:
    """What one types into an authenticator app."""
    return base64.b32encode(_digest(f"totp {person.login}"))[:32].decode()


def totp_code(person: Person, *, now: float | None = None) -> str:
    """The code of this moment, for who has no app at hand."""
    moment = time.time() if now is None else now
    return str(format_hotp_value(hotp_value(totp_secret(person), int(moment) // 30)))


def make_demo_accounts() -> Iterator[str]:
    """Makes what is missing; yields the lines that tell how to sign in."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("demo accounts belong into the embedded mode")
    # One for all: to hash it is slow by design, and thirteen times at every start is five seconds.
    encoded = make_password(password(), salt=base64.b32encode(_digest("salt"))[:32].decode().lower())
    for person in PEOPLE:
        _make(person, encoded)
    _verify_samples()
    yield f"見本の利用者（パスワードはどれも {password()}）"
    for person in PEOPLE:
        secret = f"  認証アプリの鍵 {totp_secret(person)}" if person.is_staff else ""
        yield f"  {person.email:<26} {person.kind}{secret}"
    yield f"いまの認証コードは {settings.SITE_URL}/demo/ にあります。"


@transaction.atomic
def _make(person: Person, encoded: str) -> None:
    user, _is_new = User.objects.get_or_create(
        email=person.email,
        defaults={
            "display_name": person.kind[:40],
            "is_staff": person.is_staff,
            "is_superuser": person.is_administrator,
        },
    )
    if user.password != encoded:
        user.password = encoded
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    if person.group:
        user.groups.add(Group.objects.get(name=person.group))
    if person.is_staff and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, totp_secret(person))
    if person.membership:
        _join(user, *person.membership)


def _join(user: User, named: tuple[str, OrganizationKind], level: Level) -> None:
    name, kind = named
    organization = Organization.objects.filter(name=name, kind=kind).first()
    if organization is None:
        values = {"name": name, "kind": kind, "description": "作りものの団体です。", "safeguards": _SAFEGUARDS}
        organization = create_organization(by=user, values=values)
        organization.is_sample = True
        organization.save(update_fields=["is_sample"])
    Membership.objects.get_or_create(organization=organization, user=user, defaults={"level": level})


def _verify_samples() -> None:
    waiting = Organization.objects.filter(is_sample=True, verification=Verification.UNVERIFIED)
    for organization in waiting.filter(name__in=[CAFETERIA[0], CLINIC[0], MARKET[0]]):
        verify_organization(organization, by=None, what="見本なので、確かめていません", office="見本")
