"""Mails of needs: to who raised one what became of it, to who raised a hand whether it was chosen."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.rules import can_edit_organization
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing
from partners.enums import PUBLIC_NEEDS, HandState, NeedAction, NeedState
from partners.models import Hand, Need, NeedTransition
from partners.rules import can_review_needs
from partners.services import hands, need_records, weekly

_MOST_LINES = 10


def _one_line(text: object) -> str:
    """Whatever somebody wrote."""
    return " ".join(str(text).split())


def _title(need: Need) -> dict[str, str]:
    return {"title": _one_line(need.title)}


def _to(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _public(need: Need) -> list[tuple[str, str]]:
    return [(_("公開されたページを見る"), _to(need.get_absolute_url()))]


def _published(need: Need, moved: NeedTransition) -> Letter:
    return Letter(
        subject=_("知らせてくださった地域課題を公開しました"),
        paragraphs=[
            _("知らせてくださったことを市の共創コーディネーターが読み、「%(title)s」として公開しました。")
            % _title(need),
            _("だれのことかわからないように、文を直したところがあります。お名前と連絡先は載せていません。"),
            _("手を挙げてくれる会社や団体が見つかったら、またお知らせします。"),
        ],
        links=_public(need),
    )


def _declined(need: Need, moved: NeedTransition) -> Letter:
    return Letter(
        subject=_("知らせてくださった地域課題について"),
        paragraphs=[
            _("知らせてくださったことを市の共創コーディネーターが読みましたが、今回は載せませんでした。"),
            *in_lines(_("理由：%(reason)s") % {"reason": moved.reason}),
            _("困っている人のことは、相談のページに電話と窓口があります。"),
        ],
        links=[(_("相談のページを見る"), _to(reverse("referrals:support")))],
    )


def _chosen(need: Need, moved: NeedTransition) -> Letter:
    return Letter(
        subject=_("地域課題に取り組む団体が見つかりました"),
        paragraphs=[
            _("「%(title)s」に取り組む団体が見つかり、話し合いを始めました。") % _title(need),
            _("かなったら、またお知らせします。"),
        ],
        links=_public(need),
    )


def _met(need: Need, moved: NeedTransition) -> Letter:
    return Letter(
        subject=_("地域課題がかないました"),
        paragraphs=[
            _("「%(title)s」がかないました。") % _title(need),
            *in_lines(need.outcome),
            _("知らせてくださって、ありがとうございました。"),
        ],
        links=_public(need),
    )


_LETTERS: dict[NeedAction, Callable[[Need, NeedTransition], Letter]] = {
    NeedAction.PUBLISH: _published,
    NeedAction.DECLINE: _declined,
    NeedAction.CHOOSE: _chosen,
    NeedAction.MEET: _met,
}


@mail_kind(need_records.MAIL, gettext_lazy("地域課題がどうなったかの知らせ（知らせた人へ）"))
def told(mailing: Mailing) -> Letter | None:
    """Not where something else became of it meanwhile, nor to an address that was forgotten."""
    moved = NeedTransition.objects.select_related("need", "hand").filter(pk=mailing.ids.get("transition")).first()
    if moved is None:
        return None
    need = moved.need
    if mailing.user_id is None and (not need.contact_email or need.contact_email != mailing.address):
        return None
    return _LETTERS[NeedAction(moved.action)](need, moved) if _is_still_so(need, moved) else None


def _is_still_so(need: Need, moved: NeedTransition) -> bool:
    if moved.action == NeedAction.PUBLISH:
        return need.state in PUBLIC_NEEDS
    if moved.action == NeedAction.CHOOSE:
        is_chosen = moved.hand is not None and moved.hand.state == HandState.CHOSEN
        return is_chosen and need.state in PUBLIC_NEEDS
    return bool(need.state == moved.to_state)


@mail_kind(hands.MAIL, gettext_lazy("挙げた手がどうなったかの知らせ（団体へ）"))
def hand_told(mailing: Mailing) -> Letter | None:
    """Not to who no longer writes for the organisation, nor where something else was decided meanwhile."""
    rows = NeedTransition.objects.select_related("need", "hand__organization")
    moved = rows.filter(pk=mailing.ids.get("transition")).first()
    if moved is None or moved.hand is None or not can_edit_organization(mailing.user, moved.hand.organization):
        return None
    hand = moved.hand
    is_chosen = moved.action == NeedAction.CHOOSE
    if hand.state != (HandState.CHOSEN if is_chosen else HandState.DECLINED):
        return None
    return _hand_chosen(hand, moved.need) if is_chosen else _hand_refused(hand, moved.need)


def _own(hand: Hand) -> list[tuple[str, str]]:
    return [(_("挙げた手のページを開く"), _to(reverse("partners:hand", args=[hand.organization_id, hand.pk])))]


def _hand_chosen(hand: Hand, need: Need) -> Letter:
    return Letter(
        subject=_("「%(title)s」に、いっしょに取り組むことになりました") % _title(need),
        paragraphs=[
            _("「%(name)s」が手を挙げた地域課題「%(title)s」に、いっしょに取り組むことになりました。")
            % (_title(need) | {"name": _one_line(hand.organization)}),
            _("これからのことは、やりとりで相談します。"),
        ],
        links=_own(hand),
    )


def _hand_refused(hand: Hand, need: Need) -> Letter:
    # Of what was taken back nothing is said any more, not even what it is called.
    is_gone = need.state in {NeedState.RAISED, NeedState.DECLINED}
    title = {"title": _("いまは公開されていない地域課題")} if is_gone else _title(need)
    return Letter(
        subject=_("「%(title)s」に手を挙げてくださった件") % title,
        paragraphs=[
            _("「%(name)s」が手を挙げてくださった地域課題「%(title)s」は、今回は見送ることになりました。")
            % (title | {"name": _one_line(hand.organization)}),
            *in_lines(_("理由：%(reason)s") % {"reason": hand.reason}),
        ],
        links=_own(hand),
    )


@mail_kind(weekly.MAIL, gettext_lazy("今週の地域課題（共創コーディネーターへ）"))
def list_of_week(mailing: Mailing) -> Letter | None:
    """As it is when it is sent; not in another week, nor to who no longer looks after needs."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    if mailing.user is None or not can_review_needs(mailing.user) or mailing.ids.get("monday") != monday.toordinal():
        return None
    week = weekly.list_of_week()
    if week.is_empty:
        return None
    lines = [_("手が挙がっていない地域課題：%(number)s件") % {"number": week.needs_total}]
    lines += [f"・{_one_line(need.title)}" for need, _fits in week.needs[:_MOST_LINES]]
    if week.overdue_total:
        lines.append(_("めやすの日が過ぎた地域課題：%(number)s件") % {"number": week.overdue_total})
        lines += [f"・{_one_line(need.title)}" for need in week.overdue[:_MOST_LINES]]
    lines.append(_("この半年、声をかけていない団体：%(number)s団体") % {"number": week.partners_total})
    lines += [f"・{_one_line(partner.name)}" for partner, _fits in week.partners[:_MOST_LINES]]
    return Letter(
        subject=_("今週の地域課題"),
        paragraphs=lines,
        links=[(_("合いそうな団体と、その理由を見る"), _to(reverse("partners:staff_needs_week")))],
    )
