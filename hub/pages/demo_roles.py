"""Six roles of the demonstration, one confirmed by a made-up university. All are samples; nobody can apply."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.models import Place
from hub.accounts.enums import Level, OrganizationKind, Verification
from hub.accounts.models import Organization, User
from hub.models import Theme
from hub.pages import demo_accounts as accounts
from partners.models import Role, RoleCourse
from partners.role_enums import CourseState, RoleKind, Skill
from partners.services.role_records import make_roles_findable
from partners.services.roles import begin_role, publish_role

_UNIVERSITY = "つながり大学（見本）"
_COURSE = ("地域活動実習（見本）", "30時間で1単位。履修登録をした学生だけ。")
_SAFE = (
    "大人が2人以上いる、外から見える部屋でします。子どもと連絡先を交換しません。はじめの日に、約束を読んでもらいます。"
)
_ROLES: tuple[dict[str, Any], ...] = (
    {
        "kind": RoleKind.VOLUNTEER, "title": "お茶を出して、話を聞く人（見本）", "minutes": 30, "when": "毎週水曜 14時から16時のあいだ",
        "text": "食堂のお茶の時間に、来た人へお茶を出して、となりで話を聞きます。話すのが苦手でも、お茶を出すだけでかまいません。\n\n14時に来て、手を洗い、エプロンを着けます。片づけまでで30分です。",
        "for_first": "最初の日は、なれた人がとなりにいます。", "skills": [Skill.LISTENING, Skill.HANDS], "places": 4,
        "insurance": "団体がボランティア保険に入ります。", "costs": "お茶とお菓子が出ます。", "theme": "food",
    },
    {
        "kind": RoleKind.GAKUCHIKA, "title": "小学生の宿題を見る大学生（見本）", "minutes": 90, "when": "火曜か木曜の夕方。テストの前は休めます",
        "text": "食堂に来る小学生の宿題を、となりでいっしょに考えます。半年ほど続けて、終わりに子どもたちと発表会をします。企画もまかせます。",
        "for_first": "1回目は見学です。見てから決めてください。", "skills": [Skill.CHILDREN, Skill.PLANNING], "places": 3,
        "is_with_minors": True, "safeguards": _SAFE, "youngest": 18, "costs": "交通費を出します。", "theme": "learning", "is_recognised": True,
    },
    {
        "kind": RoleKind.GAKUCHIKA, "title": "お年寄りにスマホを教える学生チーム（見本）", "minutes": 60, "when": "第2・第4土曜の午前",
        "text": "写真の送り方や地図の見方を、2人1組で教えます。教え方の台本は、学生がつくって直していきます。",
        "skills": [Skill.SMARTPHONE, Skill.LISTENING], "places": 6, "theme": "digital",
    },
    {
        "kind": RoleKind.PRACTICUM, "title": "地域食堂の1日を体験する実習（見本）", "minutes": 240, "when": "平日の10時から15時。日にちは相談して決めます",
        "text": "買い出し、調理、受付、片づけ、ふり返りまでを1日で体験します。福祉や栄養を学ぶ人に向いています。",
        "skills": [Skill.COOKING, Skill.CARE], "places": 2, "youngest": 18, "theme": "food",
    },
    {
        "kind": RoleKind.PRO_BONO, "title": "食堂のチラシをデザインする人（見本）", "minutes": 120, "when": "家で、好きな時間に。打ち合わせは夜に1回",
        "text": "毎月のチラシの型をつくってください。文と写真はこちらで用意します。", "is_online": True,
        "skills": [Skill.DESIGN, Skill.WRITING], "places": 1, "can_visit_first": False,
    },
    {
        "kind": RoleKind.VOLUNTEER, "title": "畑の水やりと草取り（見本）", "minutes": 30, "when": "土日の朝、来られる日だけ",
        "text": "食堂で使う野菜の畑です。だれとも話さずに、手だけ動かしてもかまいません。雨の日は休みです。",
        "skills": [Skill.GARDENING, Skill.HANDS], "insurance": "団体がボランティア保険に入ります。", "theme": "garden",
    },
)  # fmt: skip


def make_demo_roles() -> Iterator[str]:
    """Yields a line where they were made; nothing where they are there already, or their organisation is not."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of roles belong into the embedded mode")
    organization = Organization.objects.filter(name=accounts.CAFETERIA[0], is_sample=True).first()
    if organization is None or Role.objects.filter(organization=organization).exists():
        return
    with transaction.atomic():
        _make(organization)
    yield f"見本の役割 {len(_ROLES)}件、うち1件は見本の大学が確かめたもの"


def _make(organization: Organization) -> None:
    owners = User.objects.filter(memberships__organization=organization, memberships__level=Level.OWNER)
    by: Any = owners.order_by("pk").first()
    place = Place.objects.filter(operator=organization).order_by("pk").first()
    for told in _ROLES:
        values = {name: value for name, value in told.items() if name not in {"theme", "is_recognised"}}
        where: dict[str, Any] = {"place": None if told.get("is_online") else place, "is_everywhere": place is None}
        themes = Theme.objects.filter(key=told.get("theme", ""))
        role = begin_role(organization, by=by, values=values | where | {"themes": themes, "districts": _near(place)})
        publish_role(role, by=by, seen_version=role.version)
        if told.get("is_recognised"):
            _recognise(role, _university())


def _near(place: Place | None) -> list[Any]:
    return [place.district] if place is not None and place.district is not None else []


def _university() -> Organization:
    """Checked, with nobody in it: nobody can speak for it."""
    made, _is_new = Organization.objects.get_or_create(
        name=_UNIVERSITY, is_sample=True,
        defaults={
            "kind": OrganizationKind.UNIVERSITY, "verification": Verification.VERIFIED, "verified_on": timezone.localdate(),
            "verified_what": "見本のため、確かめたことはありません。", "description": "説明のために作った大学です。",
        },
    )  # fmt: skip
    return made


def _recognise(role: Role, university: Organization) -> None:
    """As a member of it would have said it."""
    now = timezone.now()
    name, credit = _COURSE
    RoleCourse.objects.create(
        role=role,
        university=university,
        state=CourseState.CONFIRMED,
        name=name,
        credit=credit,
        asked_at=now,
        decided_at=now,
    )
    make_roles_findable([role])
