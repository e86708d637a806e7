"""Proposals of the demonstration's organisations: a draft, one that is talked about, one that became a project. All made up."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction

from hub.accounts.enums import Level
from hub.accounts.groups import COCREATION_COORDINATOR
from hub.accounts.models import Organization, User
from hub.areas.models import District
from hub.models import Theme
from hub.pages import demo_accounts as accounts
from partners.enums import OPEN_NEEDS
from partners.models import Need, Proposal
from partners.services.proposal_decisions import accept_proposal, talk_about_proposal
from partners.services.proposals import begin_proposal, submit_proposal

MARKET, CAFETERIA, CLINIC = (name for name, _kind in (accounts.MARKET, accounts.CAFETERIA, accounts.CLINIC))
_DRAFT: dict[str, Any] = {
    "title": "待合室で、体操のあとのお茶の時間（見本）",
    "aim": "体操に来た人が、そのまま帰らずに、顔見知りになれるようにしたいです。",
}
_TALKING: dict[str, Any] = {
    "title": "閉店後の食堂を、月に1回、だれでも来られる夕食の場にする（見本）",
    "aim": "ひとりで夕食をとる人が、月に1回は、だれかと食べられるようにしたいです。",
    "text": "毎月の最後の金曜日、17時から19時まで食堂を開けます。食事は店が作ります。席は24あります。はじめての人を迎える人が、2人ほしいです。",
    "for_whom": "近所の、ひとりで夕食をとる人",
    "offers": ["place", "people"],
    "wanted": "来てほしい人に知らせる方法を、いっしょに考えてください。",
    "schedule": "来年の春から、まず半年",
}
_ACCEPTED: dict[str, Any] = {
    "title": "店の休けい所を、午前だけ、おしゃべりの場にする（見本）",
    "aim": "買い物のついでに、すわって話せる場所を、歩いて行けるところに作りたいです。",
    "text": "平日の9時から11時まで、休けい所のいす12脚を、買い物をしない人にも開きます。週に1回は、社員が1人います。",
    "for_whom": "近所の人。買い物をしなくてもかまいません",
    "offers": ["place", "people"],
    "wanted": "大学生や、ほかの団体に、週に1回来てもらいたいです。",
    "schedule": "まず3か月",
}


def make_demo_proposals() -> Iterator[str]:
    """Once: nothing where there is one already, or where the organisations are not. Yields what was made."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of proposals belong into the embedded mode")
    found = {one.name: one for one in Organization.objects.filter(is_sample=True)}
    coordinator: Any = User.objects.filter(groups__name=COCREATION_COORDINATOR, email__endswith="@demo.example").first()
    if not {MARKET, CAFETERIA, CLINIC} <= found.keys() or coordinator is None:
        return
    if Proposal.objects.filter(is_sample=True).exists():
        return
    with transaction.atomic():
        begin_proposal(found[CLINIC], by=_owner(found[CLINIC]), values=_DRAFT)
        talking = _handed_in(found[CAFETERIA], _TALKING, themes=("food",), districts=())
        talk_about_proposal(
            talking, by=coordinator,
            text="ありがとうございます。食事の代金は、来る人からいただく考えですか。決まっていなければ、いっしょに考えましょう。",
        )  # fmt: skip
        accepted = _handed_in(found[MARKET], _ACCEPTED, themes=("local",), districts=("元八王子中学校区",))
        reason = (
            "歩いて行ける場所が増えるのは、とてもありがたいことです。週に1回来てくれる団体を、いっしょに探しましょう。"
        )
        accept_proposal(accepted, by=coordinator, reason=reason, seen_version=accepted.version)
    yield "見本の共創提案 3件（書きかけ、話し合い中、いっしょに取り組むもの）"


def _handed_in(
    organization: Organization, written: dict[str, Any], *, themes: tuple[str, ...], districts: tuple[str, ...]
) -> Proposal:
    by, where = _owner(organization), District.objects.filter(name__in=districts)
    need = Need.objects.filter(is_sample=True, state__in=OPEN_NEEDS, offers__contains=["place"]).order_by("pk").first()
    values = written | {
        "themes": Theme.objects.filter(key__in=themes), "districts": where, "is_everywhere": not where,
    }  # fmt: skip
    made = begin_proposal(organization, by=by, values=values, need=need if districts else None)
    submit_proposal(made, by=by, seen_version=made.version)
    return made


def _owner(organization: Organization) -> User:
    owners = User.objects.filter(memberships__organization=organization, memberships__level=Level.OWNER)
    owner: User = owners.order_by("pk")[0]
    return owner
