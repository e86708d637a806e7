"""Two projects of the demonstration's organisations, one that runs and one with its report. Made up, and marked as samples."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.models import Place
from hub.accounts.enums import Level
from hub.accounts.models import Organization, User
from hub.models import Audience, Theme
from hub.pages import demo_accounts as accounts
from partners.models import Project
from partners.services.project_contents import add_milestone, add_result, mark_milestone
from partners.services.project_parts import invite, join
from partners.services.projects import begin_for, end_project, start_project, write_report

_RUNNING: dict[str, Any] = {
    "title": "みんなの夕ごはんと、あしたの野菜（見本）", "is_everywhere": True, "for_whom": "夕方、ひとりで食べることの多い人",
    "summary": "店で余った野菜を、子ども食堂の夕ごはんに使います。食べに来た人も、作る人になれます。",
    "text": "スーパーいちば（見本）が、その日のうちに使い切りたい野菜を届けます。子ども食堂ひだまり（見本）が、夕ごはんにします。\n\n"
    "食べに来た人が、次の週は切る人になることもあります。食べるだけの日があってもかまいません。",
}  # fmt: skip
_ENDED: dict[str, Any] = {
    "title": "店の前のベンチ（見本）", "is_everywhere": True, "for_whom": "買いものの途中で、ひと休みしたい人",
    "summary": "買いものの途中で座れるベンチを、店の前に3つ置いてみました。",
    "text": "歩いて買いものに来る人が、途中で休めるところがありませんでした。店の前にベンチを置き、だれがどのくらい使うかを、3か月見ました。",
}  # fmt: skip
_REPORT = {
    "did": "店の前にベンチを3つ置き、3か月、朝・昼・夕方に何人が座っているかを数えました。",
    "worked": "ベンチで知り合った人どうしが、同じ時間に来るようになりました。荷物を置くだけの人もいて、それも助かると言われました。",
    "failed": "はじめは日なたに置いたので、夏はだれも座りませんでした。日かげに動かしてから、使われるようになりました。",
    "stayed": "ベンチは2つが残りました。毎週水曜の午前に、お茶を持って集まる人たちがいます。",
    "advice": "置く前に、半日そこに立って、日かげがどう動くかを見てください。",
}


def make_demo_projects() -> Iterator[str]:
    """Yields a line where they were made; nothing where they are there already, or their organisations are not."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of projects belong into the embedded mode")
    market = Organization.objects.filter(name=accounts.MARKET[0], is_sample=True).first()
    cafeteria = Organization.objects.filter(name=accounts.CAFETERIA[0], is_sample=True).first()
    if market is None or cafeteria is None or Project.objects.filter(title=_ENDED["title"], is_sample=True).exists():
        return
    with transaction.atomic():
        _running(cafeteria, market)
        _ended(market, cafeteria)
    yield "見本の共創プロジェクト 2件（進めているもの、終わったもの）"


def _owner(organization: Organization) -> Any:
    owners = User.objects.filter(memberships__organization=organization, memberships__level=Level.OWNER)
    return owners.order_by("pk").first()


def _begun(lead: Organization, other: Organization, values: dict[str, Any], texts: tuple[str, str]) -> Project:
    """With both, and published."""
    sets = {
        "themes": Theme.objects.filter(key="food"), "audiences": Audience.objects.filter(key="everyone"),
        "places": Place.objects.listed().filter(operator__in=[lead, other]),
    }  # fmt: skip
    project = begin_for(lead, by=_owner(lead), values=values | sets, text=texts[0], offers=["place", "people"])
    part = invite(project, other, by=_owner(lead))
    join(part, by=_owner(other), text=texts[1], offers=["goods"])
    start_project(project, by=_owner(lead))
    return project


def _running(lead: Organization, other: Organization) -> None:
    project, by, today = _begun(lead, other, _RUNNING, ("台所を開けて、夕ごはんを作る", "その日の野菜を届ける")), _owner(lead), timezone.localdate()  # fmt: skip
    first = add_milestone(project, by=by, title="野菜を受け取る曜日を決める", due_on=today - timedelta(days=20))
    mark_milestone(first, by=by, is_done=True)
    add_milestone(project, by=by, title="冬休みも続けるかを決める", due_on=today + timedelta(days=30))
    for days, people, text in (
        (15, 18, "はじめての夕ごはん。野菜カレー。"),
        (8, 22, "豚汁。食べに来た人が、3人、切る人になりました。"),
    ):
        values = {"on": today - timedelta(days=days), "people": people, "minutes": 360, "text": text}
        add_result(project, by=by, values=values)


def _ended(lead: Organization, other: Organization) -> None:
    project, by = (
        _begun(lead, other, _ENDED, ("店の前の場所と、ベンチを出す", "座っている人に、話を聞く")),
        _owner(lead),
    )
    values = {
        "on": timezone.localdate() - timedelta(days=3),
        "people": 46,
        "minutes": 540,
        "text": "3か月で座っていた人を数え終えました。",
    }
    add_result(project, by=by, values=values)
    write_report(project, by=by, values=_REPORT, seen_version=0)
    end_project(project, by=by)
