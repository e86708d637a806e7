"""Mails to who writes for an organisation: what became of its registration, and that its term is about to end."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import era_day
from partners import application_mails, need_mails, project_mails, proposal_mails, role_mails
from partners.enums import Action, PartnershipState
from partners.models import Partnership, PartnershipTransition
from partners.rules import can_join_for
from partners.services.clock import ENDS
from partners.services.records import MAIL, TOLD

# Those of needs, proposals, projects, roles and applications stand in files of their own; they are known once these are loaded.
__all__ = ["application_mails", "ends", "need_mails", "project_mails", "proposal_mails", "role_mails", "told"]


def _one_line(text: object) -> str:
    """Whatever somebody wrote."""
    return " ".join(str(text).split())


def _names(one: Partnership) -> dict[str, str]:
    return {"programme": _one_line(one.programme), "name": _one_line(one.organization)}


def _link(label: str, page: str, one: Partnership) -> tuple[str, str]:
    return label, f"{settings.SITE_URL}{reverse(page, args=[one.organization_id, one.pk])}"


def _own(label: str, one: Partnership) -> list[tuple[str, str]]:
    return [_link(label, "partners:partnership", one)]


def _because(reason: str) -> list[str]:
    return in_lines(_("理由：%(reason)s") % {"reason": reason}) if reason else []


def _until(one: Partnership) -> str:
    if one.ends_on is None:
        return _("期間の定めはありません。")
    return _("期限は%(day)sです。") % {"day": era_day(one.ends_on)}


def _returned(one: Partnership, reason: str) -> Letter:
    labels = {field.name: str(getattr(field, "verbose_name", "")) for field in Partnership._meta.get_fields()}
    remarks = [
        f"{labels[said.field]}：{said.text}" if labels.get(said.field) else said.text for said in one.remarks.sent()
    ]
    return Letter(
        subject=_("「%(programme)s」の申し込みに、直してほしいところがあります") % _names(one),
        paragraphs=[
            _("「%(name)s」の申し込みを読みました。次のところを直して、もう一度出してください。") % _names(one),
            *(line for remark in remarks for line in in_lines(remark)),
            _("書いたものは残っています。直すところの横に、同じことが書いてあります。"),
        ],
        links=_own(_("申し込みを開いて直す"), one),
    )


def _approved(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」に登録しました") % _names(one),
        paragraphs=[
            _("「%(name)s」を「%(programme)s」に登録しました。") % _names(one),
            _("登録番号は %(number)s です。%(until)s") % {"number": one.number, "until": _until(one)},
            _("団体の公開のページに、できることと登録番号が出ました。登録証を印刷できます。"),
        ],
        links=[_link(_("登録のページを開く"), "partners:partnership", one), _link(_("登録証を開く"), "partners:certificate", one)],
    )  # fmt: skip


def _declined(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」の申し込みについて") % _names(one),
        paragraphs=[
            _("「%(name)s」の申し込みを読みましたが、今回は登録しませんでした。") % _names(one),
            *_because(reason),
            _("内容を変えて、もう一度申し込めます。書いたものは写されます。"),
        ],
        links=_own(_("申し込みのページを開く"), one),
    )


def _suspended(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」の登録を止めました") % _names(one),
        paragraphs=[
            _("市が「%(name)s」の登録を止めました。いま、公開のページには出ていません。") % _names(one),
            *_because(reason),
            _("わからないことは、市の担当に聞いてください。"),
        ],
        links=_own(_("登録のページを開く"), one),
    )


def _restored(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」の登録の停止を解きました") % _names(one),
        paragraphs=[
            _("市が「%(name)s」の登録の停止を解きました。公開のページに、また出ています。") % _names(one),
            *_because(reason),
            _until(one),
        ],
        links=_own(_("登録のページを開く"), one),
    )


def _revoked(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」の登録を取り消しました") % _names(one),
        paragraphs=[
            _("市が「%(name)s」の登録を取り消しました。公開のページには出ていません。") % _names(one),
            *_because(reason),
        ],
        links=_own(_("登録のページを開く"), one),
    )


def _lapsed(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」の登録の期限が過ぎました") % _names(one),
        paragraphs=[
            _("「%(name)s」の登録は、%(day)sで期限が過ぎました。公開のページには出ていません。")
            % (_names(one) | {"day": era_day(one.ends_on) if one.ends_on else ""}),
            _("続けるときは、もう一度申し込んでください。書いたものは写されます。"),
        ],
        links=_own(_("登録のページを開く"), one),
    )


def _renewed(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」の登録を更新しました") % _names(one),
        paragraphs=[_("「%(name)s」の登録を更新しました。登録番号はそのままです。") % _names(one), _until(one)],
        links=[_link(_("登録のページを開く"), "partners:partnership", one), _link(_("登録証を開く"), "partners:certificate", one)],
    )  # fmt: skip


def _not_renewed(one: Partnership, reason: str) -> Letter:
    return Letter(
        subject=_("「%(programme)s」の更新の申し込みについて") % _names(one),
        paragraphs=[
            _("「%(name)s」の更新の申し込みを読みましたが、今回は更新しませんでした。") % _names(one),
            *_because(reason),
            _("登録は期限まで続きます。%(until)sそれまでなら、もう一度更新を申し込めます。") % {"until": _until(one)},
        ],
        links=_own(_("登録のページを開く"), one),
    )


_LETTERS: dict[Action, Callable[[Partnership, str], Letter]] = {
    Action.RETURN: _returned,
    Action.APPROVE: _approved,
    Action.DECLINE: _declined,
    Action.SUSPEND: _suspended,
    Action.RESTORE: _restored,
    Action.REVOKE: _revoked,
    Action.LAPSE: _lapsed,
    Action.RENEW: _renewed,
    Action.REFUSE_RENEWAL: _not_renewed,
}


@mail_kind(MAIL, gettext_lazy("登録がどうなったかの知らせ"))
def told(mailing: Mailing) -> Letter | None:
    """Not where something else was decided meanwhile, nor to who no longer writes for the organisation."""
    rows = PartnershipTransition.objects.select_related("partnership__organization", "partnership__programme")
    moved = rows.filter(pk=mailing.ids.get("transition")).first()
    if moved is None or not can_join_for(mailing.user, moved.partnership.organization):
        return None
    one = moved.partnership
    later = one.transitions.filter(pk__gt=moved.pk, action__in=TOLD)
    if one.state != moved.to_state or later.exists():
        return None
    return _LETTERS[Action(moved.action)](one, moved.reason)


@mail_kind(ENDS, gettext_lazy("登録の期限が近い知らせ"))
def ends(mailing: Mailing) -> Letter | None:
    """As long as there is something to be done: in force, its end to come, and nobody asked for the renewal."""
    rows = Partnership.objects.select_related("organization", "programme")
    one = rows.filter(pk=mailing.ids.get("partnership"), state=PartnershipState.APPROVED, renewal_asked_at=None).first()
    if one is None or one.ends_on is None or not can_join_for(mailing.user, one.organization):
        return None
    left = (one.ends_on - timezone.localdate()).days
    if left < 0:
        return None
    return Letter(
        subject=_("「%(programme)s」の登録の期限が近づいています") % _names(one),
        paragraphs=[
            _("「%(name)s」の登録は、%(day)sで期限になります。あと%(left)s日です。")
            % (_names(one) | {"day": era_day(one.ends_on), "left": left}),
            _("続けるときは、期限までに、下のページで約束を読んで、更新を申し込んでください（1分ほど）。"),
            _("続けないときは、何もしなくてかまいません。期限が過ぎると、公開のページに出なくなります。"),
        ],
        links=[_link(_("更新を申し込む"), "partners:renew", one)],
    )
