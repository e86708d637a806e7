"""What the mails of organisations say, from what is true when they are sent."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.enums import Level, Verification
from hub.accounts.invitation_tokens import token_of
from hub.accounts.models import Invitation, Membership, Organization, OrganizationTransition
from hub.accounts.rules import can_grow, is_open, level_of
from hub.linkable import link_in
from hub.notifications.letters import Letter, in_lines, mail_kind
from hub.notifications.models import Mailing


def _site(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _name(organization: Organization) -> str:
    """On one line, whatever somebody wrote."""
    return " ".join(organization.name.split())


def _home(organization: Organization) -> tuple[str, str]:
    return _("団体のページを開く"), _site(reverse("organizations:home", args=[organization.pk]))


@mail_kind("organizations.invitation", gettext_lazy("団体への招待"))
def invitation(mailing: Mailing) -> Letter | None:
    """To the invited address. The link's secret part is made here and stands nowhere else."""
    one = (
        Invitation.objects.select_related("organization", "invited_by").filter(pk=mailing.ids.get("invitation")).first()
    )
    if one is None or not is_open(one, timezone.now()) or not can_grow(one.organization):
        return None
    until = date_format(timezone.localtime(one.expires_at), "Y年n月j日 H:i")
    path = reverse("organizations:invitation", args=[one.pk, token_of(one)])
    subject, first, last = _who_invites(one)
    return Letter(
        subject=subject,
        paragraphs=[
            first,
            _(
                "つながりハブは、八王子市の場や催しを載せるサイトです。メンバーになると、団体のページで一緒に作業できます。"
            ),
            _("下のリンクを開いて「メンバーになる」を押してください。%(until)sまで、一度だけ使えます。")
            % {"until": until},
            _("このメールアドレスで登録した方だけが使えます。まだの方は、先に登録します（2分ほど）。"),
            *last,
        ],
        links=[(_("招待を見る"), _site(path))],
        after=[_("心当たりがなければ、何もしなくてかまいません。リンクを開いて押さないかぎり、何も起こりません。")],
    )


def _who_invites(one: Invitation) -> tuple[str, str, list[str]]:
    """Subject, first and last paragraphs. What nobody has checked stands in quotation marks behind, and is no link."""
    organization = one.organization
    named = {"name": _name(organization)}
    if organization.is_verified:
        return _("「%(name)s」への招待") % named, _invited(one), []
    whose = _("招いているのは、「%(name)s」という名前で登録した団体です。") % named
    if link_in(organization.name):
        whose = _("団体の名前は、リンクになる文字が入っているので、ここには書きません。")
    unchecked = _("この団体のことは、市がまだ確かめていません。")
    return _("団体のメンバーへの招待"), _("つながりハブの団体のメンバーに招かれています。"), [whose, unchecked]


def _invited(one: Invitation) -> str:
    """By whom, for an organisation that the city knows: else anybody could write any nickname into a mail of the city."""
    name, inviter = _name(one.organization), one.invited_by
    level = inviter and level_of(inviter, one.organization)
    nickname = " ".join(inviter.display_name.split()) if inviter else ""
    if level == Level.OWNER and nickname and not link_in(nickname):
        return _("「%(name)s」の代表の%(who)sさんが、あなたをメンバーに招いています。") % {
            "name": name,
            "who": nickname,
        }
    if inviter and inviter.is_staff and level is None:
        return _("市の担当が、あなたを「%(name)s」のメンバーに招いています。") % {"name": name}
    return _("「%(name)s」のメンバーに招かれています。") % {"name": name}


def _told(mailing: Mailing, state: Verification) -> tuple[Organization, str] | None:
    """The organisation and the reason, if its state is still what the mail is about and the reader still its owner."""
    transition = (
        OrganizationTransition.objects.select_related("organization")
        .filter(pk=mailing.ids.get("transition"), organization__verification=state)
        .first()
    )
    if transition is None or level_of(mailing.user, transition.organization) != Level.OWNER:
        return None
    return transition.organization, transition.reason


@mail_kind("organizations.verified", gettext_lazy("団体の確認が終わった知らせ"))
def verified(mailing: Mailing) -> Letter | None:
    told = _told(mailing, Verification.VERIFIED)
    if told is None:
        return None
    return Letter(
        subject=_("「%(name)s」の確認が終わりました") % {"name": _name(told[0])},
        paragraphs=[
            _("市が「%(name)s」を確認しました。団体のページが、だれでも見られるようになりました。")
            % {"name": _name(told[0])},
            _("場や催しを書いて、確認に出すことができます。はじめの公開の前に、市が内容を確かめます。"),
        ],
        links=[_home(told[0])],
    )


@mail_kind("organizations.refused", gettext_lazy("団体を確認できなかった知らせ"))
def refused(mailing: Mailing) -> Letter | None:
    told = _told(mailing, Verification.REFUSED)
    if told is None:
        return None
    return Letter(
        subject=_("「%(name)s」は、まだ確認できていません") % {"name": _name(told[0])},
        paragraphs=[
            _("「%(name)s」を確かめましたが、次の理由で、まだ確認できていません。") % {"name": _name(told[0])},
            *in_lines(_("理由：%(reason)s") % {"reason": told[1]}),
            _("内容を直してから、団体のページで「もう一度確認に出す」を押してください。"),
        ],
        links=[_home(told[0])],
    )


@mail_kind("organizations.suspended", gettext_lazy("団体の公開を止めた知らせ"))
def suspended(mailing: Mailing) -> Letter | None:
    told = _told(mailing, Verification.SUSPENDED)
    if told is None:
        return None
    return Letter(
        subject=_("「%(name)s」の公開を止めました") % {"name": _name(told[0])},
        paragraphs=[
            _("市が「%(name)s」の公開を止めました。団体のページと、団体の場や催しは、いまだれにも見えません。")
            % {"name": _name(told[0])},
            *in_lines(_("理由：%(reason)s") % {"reason": told[1]}),
            _("内容を直すことはできます。わからないことは、市の担当に聞いてください。"),
        ],
        links=[_home(told[0])],
    )


@mail_kind("organizations.restored", gettext_lazy("団体の公開の停止を解いた知らせ"))
def restored(mailing: Mailing) -> Letter | None:
    told = _told(mailing, Verification.VERIFIED)
    if told is None:
        return None
    return Letter(
        subject=_("「%(name)s」の公開の停止を解きました") % {"name": _name(told[0])},
        paragraphs=[
            _("市が「%(name)s」の公開の停止を解きました。団体のページは、またみんなに見えます。")
            % {"name": _name(told[0])},
            _("団体の場や催しの様子は、団体のページで確かめてください。"),
        ],
        links=[_home(told[0])],
    )


@mail_kind("organizations.removed", gettext_lazy("団体からはずれた知らせ"))
def removed(mailing: Mailing) -> Letter | None:
    """Not to somebody who has come back meanwhile."""
    organization = Organization.objects.filter(pk=mailing.ids.get("organization")).first()
    if organization is None or mailing.user is None or level_of(mailing.user, organization) is not None:
        return None
    return Letter(
        subject=_("「%(name)s」のメンバーからはずれました") % {"name": _name(organization)},
        paragraphs=[
            _("団体の代表の方が、あなたを「%(name)s」のメンバーからはずしました。") % {"name": _name(organization)},
            _("あなたの登録はそのままです。まちがいだと思うときは、団体の方に聞いてください。"),
        ],
    )


@mail_kind("organizations.level_changed", gettext_lazy("団体でできることが変わった知らせ"))
def level_changed(mailing: Mailing) -> Letter | None:
    one = Membership.objects.select_related("organization").filter(pk=mailing.ids.get("membership")).first()
    if one is None:
        return None
    return Letter(
        subject=_("「%(name)s」でできることが変わりました") % {"name": _name(one.organization)},
        paragraphs=[
            _("団体の代表の方が、「%(name)s」であなたができることを変えました。いまは「%(level)s」です。")
            % {"name": _name(one.organization), "level": one.get_level_display()},
        ],
        links=[_home(one.organization)],
    )
