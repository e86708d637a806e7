"""Mails of proposals: to who writes for the organisation what became of theirs, to coordinators that one arrived or is late."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.rules import can_edit_organization
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import era_day
from partners.cocreation_enums import ProposalAction, ProposalState
from partners.models import Proposal, ProposalTransition
from partners.promises import is_late, promise_of
from partners.proposal_rules import can_decide_on_proposal
from partners.services import proposal_clock, proposal_records


def _named(proposal: Proposal) -> dict[str, str]:
    """Whatever somebody wrote, on one line."""
    return {
        "title": " ".join(proposal.title.split()),
        "name": " ".join(proposal.organization.name.split()),
    }


def _own(proposal: Proposal) -> list[tuple[str, str]]:
    path = reverse("partners:proposal", args=[proposal.organization_id, proposal.pk])
    return [(_("提案のページを開く"), f"{settings.SITE_URL}{path}")]


def _staff(proposal: Proposal) -> list[tuple[str, str]]:
    return [(_("提案のページを開く"), f"{settings.SITE_URL}{reverse('partners:staff_proposal', args=[proposal.pk])}")]


def _until(proposal: Proposal) -> list[str]:
    day = promise_of(proposal)
    return [_("%(day)sまでに、市の担当がお返事します。") % {"day": era_day(day)}] if day else []


def _because(moved: ProposalTransition) -> list[str]:
    return in_lines(moved.reason)


def _submitted(proposal: Proposal, moved: ProposalTransition) -> Letter:
    return Letter(
        subject=_("共創提案を受け取りました：「%(title)s」") % _named(proposal),
        paragraphs=[
            _("「%(name)s」の提案「%(title)s」を受け取りました。") % _named(proposal),
            *_until(proposal),
            _("読んでもらう前に直したくなったら、提案のページで「書きかけに戻す」を押せます。"),
        ],
        links=_own(proposal),
    )


def _taken_back(proposal: Proposal, moved: ProposalTransition) -> Letter:
    return Letter(
        subject=_("共創提案を書きかけに戻しました：「%(title)s」") % _named(proposal),
        paragraphs=[
            _("「%(name)s」のメンバーが、市に出した提案「%(title)s」を、書きかけに戻しました。") % _named(proposal),
            _("もう一度出すまで、市の担当には見えません。"),
        ],
        links=_own(proposal),
    )


def _withdrawn(proposal: Proposal, moved: ProposalTransition) -> Letter:
    return Letter(
        subject=_("共創提案を取り下げました：「%(title)s」") % _named(proposal),
        paragraphs=[
            _("「%(name)s」のメンバーが、提案「%(title)s」を取り下げました。") % _named(proposal),
            *_because(moved),
        ],
        links=_own(proposal),
    )


def _accepted(proposal: Proposal, moved: ProposalTransition) -> Letter:
    return Letter(
        subject=_("「%(title)s」に、いっしょに取り組むことになりました") % _named(proposal),
        paragraphs=[
            _("「%(name)s」の提案「%(title)s」に、市といっしょに取り組むことになりました。") % _named(proposal),
            *_because(moved),
            _("共創プロジェクトを、準備中のものとして作りました。公開するまでは、加わる団体と市の担当だけが見られます。"),
        ],
        links=_own(proposal),
    )  # fmt: skip


def _declined(proposal: Proposal, moved: ProposalTransition) -> Letter:
    return Letter(
        subject=_("提案してくださった「%(title)s」について") % _named(proposal),
        paragraphs=[
            _("「%(name)s」の提案「%(title)s」は、今回は見送ることになりました。") % _named(proposal),
            *in_lines(_("理由：%(reason)s") % {"reason": moved.reason}),
            _("聞きたいことがあれば、提案のページの「やりとり」に書いてください。写して、新しく書くこともできます。"),
        ],
        links=_own(proposal),
    )


_LETTERS: dict[ProposalAction, Callable[[Proposal, ProposalTransition], Letter]] = {
    ProposalAction.SUBMIT: _submitted,
    ProposalAction.TAKE_BACK: _taken_back,
    ProposalAction.WITHDRAW: _withdrawn,
    ProposalAction.ACCEPT: _accepted,
    ProposalAction.DECLINE: _declined,
}


def _moved(mailing: Mailing) -> ProposalTransition | None:
    """The act, where nothing else was done to the proposal since by which it stands elsewhere."""
    rows = ProposalTransition.objects.select_related("proposal__organization", "proposal__thread")
    moved = rows.filter(pk=mailing.ids.get("transition")).first()
    if moved is None or moved.proposal.state != moved.to_state:
        return None
    return moved


@mail_kind(proposal_records.TOLD, gettext_lazy("共創提案がどうなったかの知らせ（団体へ）"))
def told(mailing: Mailing) -> Letter | None:
    """Not to who no longer writes for the organisation, nor where something else became of it meanwhile."""
    moved = _moved(mailing)
    if moved is None or not can_edit_organization(mailing.user, moved.proposal.organization):
        return None
    return _LETTERS[ProposalAction(moved.action)](moved.proposal, moved)


@mail_kind(proposal_records.ARRIVED, gettext_lazy("共創提案が届いた知らせ（共創コーディネーターへ）"))
def arrived(mailing: Mailing) -> Letter | None:
    """That one was handed in, or that one that they read was withdrawn; to who may decide on it."""
    moved = _moved(mailing)
    if moved is None or not can_decide_on_proposal(mailing.user, moved.proposal):
        return None
    proposal = moved.proposal
    if proposal.state == ProposalState.WITHDRAWN:
        return Letter(
            subject=_("共創提案が取り下げられました：「%(name)s」") % _named(proposal),
            paragraphs=[
                _("「%(name)s」が、提案「%(title)s」を取り下げました。お返事は要りません。") % _named(proposal)
            ],
            links=_staff(proposal),
        )
    return Letter(
        subject=_("共創提案が届きました：「%(name)s」") % _named(proposal),
        paragraphs=[
            _("「%(name)s」から、提案「%(title)s」が届きました。") % _named(proposal),
            *_until(proposal),
        ],
        links=_staff(proposal),
    )


def _late_one(mailing: Mailing) -> Proposal | None:
    rows = Proposal.objects.select_related("organization", "thread").filter(pk=mailing.ids.get("proposal"))
    proposal = rows.first()
    return proposal if proposal is not None and is_late(proposal) else None


@mail_kind(proposal_clock.LATE, gettext_lazy("共創提案のお返事が遅れている知らせ（共創コーディネーターへ）"))
def late(mailing: Mailing) -> Letter | None:
    """As long as it still waits, for who may still decide."""
    proposal = _late_one(mailing)
    if proposal is None or not can_decide_on_proposal(mailing.user, proposal):
        return None
    return Letter(
        subject=_("共創提案のお返事が遅れています：「%(name)s」") % _named(proposal),
        paragraphs=[
            _("「%(name)s」の提案「%(title)s」に、約束の日を過ぎても、まだお返事していません。") % _named(proposal),
            _("お返事が遅れることは、団体にもメールで知らせました。"),
        ],
        links=_staff(proposal),
    )


@mail_kind(proposal_clock.LONGER, gettext_lazy("共創提案のお返事に時間がかかっている知らせ（団体へ）"))
def longer(mailing: Mailing) -> Letter | None:
    """As long as it still waits, for who still writes for the organisation."""
    proposal = _late_one(mailing)
    if proposal is None or not can_edit_organization(mailing.user, proposal.organization):
        return None
    return Letter(
        subject=_("提案「%(title)s」のお返事に、時間がかかっています") % _named(proposal),
        paragraphs=[
            _("「%(name)s」の提案「%(title)s」に、約束の日までにお返事できませんでした。申しわけありません。")
            % _named(proposal),
            _("市の担当に、もう一度知らせました。提案は、そのまま残っています。"),
        ],
        links=_own(proposal),
    )
