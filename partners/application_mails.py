"""Mails of applications, hours, certificates and lent skills. They tell that there is something, and hold no word of people."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.rules import can_edit_organization
from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing
from hub.templatetags.reading import era_day
from partners.application_rules import can_answer, is_applicant
from partners.models import (
    ActivityCertificate,
    ApplicationMessage,
    ApplicationTransition,
    RoleApplication,
    SkillRequest,
)
from partners.role_enums import OPEN_LENDINGS, WAITING_APPLICATIONS, ApplicationAction, ApplicationState, LendingState
from partners.rules import can_review_partners
from partners.services import activity_certificates, application_clock, application_records, hours, lending

_ROWS = ("role__organization", "user")


def _names(application: RoleApplication) -> dict[str, str]:
    """What the organisation published; nothing of the person."""
    role = application.role
    return {"role": _one_line(role.title), "name": _one_line(role.organization.name)}


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def _link(label: str, page: str, *args: int) -> list[tuple[str, str]]:
    return [(label, f"{settings.SITE_URL}{reverse(f'applications:{page}', args=args)}")]


def _own(application: RoleApplication) -> list[tuple[str, str]]:
    return _link(_("申し込みのページを開く"), "own", application.pk)


def _desk(application: RoleApplication) -> list[tuple[str, str]]:
    return _link(_("申し込みのページを開く"), "desk_one", application.role.organization_id, application.pk)


def _application(mailing: Mailing) -> RoleApplication | None:
    found: RoleApplication | None = (
        RoleApplication.objects.select_related(*_ROWS).filter(pk=mailing.ids.get("application")).first()
    )
    return found


@mail_kind(application_records.NEW, gettext_lazy("役割に申し込みがあった知らせ（団体へ）"))
def new(mailing: Mailing) -> Letter | None:
    one = _application(mailing)
    if one is None or one.state not in WAITING_APPLICATIONS or not can_answer(mailing.user, one):
        return None
    said = [_("「%(name)s」の役割「%(role)s」に、申し込みがありました。") % _names(one)]
    if one.answer_by is not None:
        said.append(_("%(day)sまでにお返事する約束です。") % {"day": era_day(one.answer_by)})
    return Letter(subject=_("役割に申し込みがありました"), paragraphs=said, links=_desk(one))


def _invited(one: RoleApplication) -> Letter:
    return Letter(
        subject=_("見学のさそいが届いています"),
        paragraphs=[
            _("申し込んだ役割「%(role)s」について、「%(name)s」から、見学のさそいが届いています。") % _names(one),
            _("いつ、どこへ行くかは、申し込みのページに書いてあります。"),
        ],
        links=_own(one),
    )


def _accepted(one: RoleApplication) -> Letter:
    return Letter(
        subject=_("役割をお願いすることになりました"),
        paragraphs=[
            _("「%(name)s」が、役割「%(role)s」を、あなたにお願いすることにしました。") % _names(one),
            _("これからのことは、申し込みのページで相談できます。活動した時間も、そこに記録します。"),
        ],
        links=_own(one),
    )


def _declined(one: RoleApplication) -> Letter:
    return Letter(
        subject=_("申し込んだ役割について"),
        paragraphs=[
            _("申し込んでくださった役割「%(role)s」は、今回は見送りになりました。ありがとうございました。") % _names(one),
            _("団体からのことばが、申し込みのページにあります。ほかの役割にも申し込めます。"),
        ],
        links=_own(one),
    )  # fmt: skip


def _ended(one: RoleApplication) -> Letter:
    return Letter(
        subject=_("役割の活動が終わりました"),
        paragraphs=[
            _("「%(name)s」の役割「%(role)s」の活動が終わりました。おつかれさまでした。") % _names(one),
            _("活動した時間の記録と証明書は、これからも申し込みのページで見られます。"),
        ],
        links=_own(one),
    )


def _left(one: RoleApplication) -> Letter:
    is_over = one.state == ApplicationState.ENDED
    return Letter(
        subject=_("役割の活動を終えた人がいます") if is_over else _("役割の申し込みがとりやめになりました"),
        paragraphs=[
            (
                _("「%(name)s」の役割「%(role)s」で、活動を終えた人がいます。")
                if is_over
                else _("「%(name)s」の役割「%(role)s」への申し込みが、ひとつとりやめになりました。")
            )
            % _names(one)
        ],
        links=_desk(one),
    )


_OF_ACTION: dict[ApplicationAction, Callable[[RoleApplication], Letter]] = {
    ApplicationAction.INVITE: _invited,
    ApplicationAction.ACCEPT: _accepted,
    ApplicationAction.DECLINE: _declined,
    ApplicationAction.END: _ended,
}


@mail_kind(application_records.TOLD, gettext_lazy("役割への申し込みがどうなったかの知らせ"))
def told(mailing: Mailing) -> Letter | None:
    """Not where something else became of it meanwhile."""
    rows = ApplicationTransition.objects.select_related("application__role__organization", "application__user")
    moved = rows.filter(pk=mailing.ids.get("transition")).first()
    if moved is None or moved.application.state != moved.to_state:
        return None
    one = moved.application
    if is_applicant(mailing.user, one):
        return _OF_ACTION[ApplicationAction(moved.action)](one) if moved.action in _OF_ACTION else None
    return _left(one) if can_answer(mailing.user, one) else None


@mail_kind(application_records.MESSAGE, gettext_lazy("役割のことで書きこみがあった知らせ"))
def message(mailing: Mailing) -> Letter | None:
    """That there is something to read; what it says stands on the page alone."""
    rows = ApplicationMessage.objects.select_related("application__role__organization", "application__user")
    found = rows.filter(pk=mailing.ids.get("message")).first()
    return None if found is None else _to_either(
        mailing, found.application, _("役割のことで、書きこみがあります"),
        _("「%(name)s」の役割「%(role)s」のことで、あなたへの書きこみがあります。"),
    )  # fmt: skip


@mail_kind(hours.WRITTEN, gettext_lazy("活動の記録が書かれた知らせ"))
def hours_written(mailing: Mailing) -> Letter | None:
    one = _application(mailing)
    return None if one is None else _to_either(
        mailing, one, _("活動の記録を、確かめてください"),
        _("「%(name)s」の役割「%(role)s」の、活動の記録が書かれました。合っているか、見てください。"),
    )  # fmt: skip


def _to_either(mailing: Mailing, one: RoleApplication, subject: str, said: str) -> Letter | None:
    """To whichever side the reader is on still."""
    if is_applicant(mailing.user, one):
        return Letter(subject=subject, paragraphs=[said % _names(one)], links=_own(one))
    if can_answer(mailing.user, one):
        return Letter(subject=subject, paragraphs=[said % _names(one)], links=_desk(one))
    return None


@mail_kind(application_clock.SOON, gettext_lazy("役割への返事の日が近い知らせ（団体へ）"))
def soon(mailing: Mailing) -> Letter | None:
    one = _application(mailing)
    if one is None or one.answer_by is None or not can_answer(mailing.user, one):
        return None
    return Letter(
        subject=_("役割への申し込みに、お返事する日が近づいています"),
        paragraphs=[
            _("「%(name)s」の役割「%(role)s」に申し込んだ人が、お返事を待っています。") % _names(one),
            _("%(day)sまでにお返事する約束です。") % {"day": era_day(one.answer_by)},
        ],
        links=_desk(one),
    )


@mail_kind(application_clock.LATE, gettext_lazy("役割への返事がおくれている知らせ（団体と市の担当へ）"))
def late(mailing: Mailing) -> Letter | None:
    """A coordinator is told which organisation and which role, and nothing of the person."""
    one = _application(mailing)
    if one is None or one.answer_by is None or one.answer_by >= timezone.localdate():
        return None
    is_members = can_answer(mailing.user, one)
    if not is_members and not (mailing.user is not None and can_review_partners(mailing.user)):
        return None
    said = [
        _("「%(name)s」の役割「%(role)s」に申し込んだ人が、お返事を待っています。") % _names(one),
        _("%(day)sまでの約束でした。") % {"day": era_day(one.answer_by)},
    ]
    subject = _("役割への申し込みのお返事が、約束の日を過ぎました")
    if is_members:
        return Letter(subject=subject, paragraphs=said, links=_desk(one))
    page = f"{settings.SITE_URL}{one.role.organization.get_absolute_url()}"
    return Letter(subject=subject, paragraphs=[*said, _("団体に、声をかけてください。")], links=[(_("団体のページを開く"), page)])  # fmt: skip


@mail_kind(application_clock.WAITS, gettext_lazy("役割への返事がおくれている知らせ（申し込んだ人へ）"))
def waits(mailing: Mailing) -> Letter | None:
    one = _application(mailing)
    if one is None or one.answer_by is None or not is_applicant(mailing.user, one):
        return None
    return Letter(
        subject=_("申し込んだ役割のお返事が、おくれています"),
        paragraphs=[
            _("「%(name)s」の役割「%(role)s」へのお返事が、約束の日を過ぎました。申しわけありません。") % _names(one),
            _("団体と市の担当に、知らせてあります。待たずに、とりやめることもできます。"),
        ],
        links=_own(one),
    )


@mail_kind(application_clock.CLOSED, gettext_lazy("申し込んだ役割の募集が終わった知らせ"))
def closed(mailing: Mailing) -> Letter | None:
    one = _application(mailing)
    if one is None or one.state not in WAITING_APPLICATIONS or not is_applicant(mailing.user, one):
        return None
    return Letter(
        subject=_("申し込んだ役割の募集が終わりました"),
        paragraphs=[
            _("「%(name)s」の役割「%(role)s」は、いまは募集していません。") % _names(one),
            _("あなたの申し込みは残っています。団体が、お返事します。"),
        ],
        links=_own(one),
    )


@mail_kind(activity_certificates.REVOKED, gettext_lazy("活動証明書が取り消された知らせ"))
def revoked(mailing: Mailing) -> Letter | None:
    rows = ActivityCertificate.objects.select_related("application__role__organization", "application__user")
    one = rows.filter(pk=mailing.ids.get("certificate"), revoked_at__isnull=False).first()
    if one is None or not is_applicant(mailing.user, one.application):
        return None
    return Letter(
        subject=_("活動証明書が取り消されました"),
        paragraphs=[
            _("役割「%(role)s」の活動証明書（%(number)s）が、取り消されました。")
            % {"role": _one_line(one.role_title), "number": one.number},
            _("わけは、証明書のページに書いてあります。"),
        ],
        links=_link(_("証明書のページを開く"), "certificate", one.pk),
    )


def _request(mailing: Mailing) -> Any:
    rows = SkillRequest.objects.select_related("organization", "role", "offer__user")
    return rows.filter(pk=mailing.ids.get("request")).first()


@mail_kind(lending.ASKED, gettext_lazy("プロボノにお願いが届いた知らせ"))
def asked(mailing: Mailing) -> Letter | None:
    one = _request(mailing)
    if one is None or one.state not in OPEN_LENDINGS or one.offer.user_id != getattr(mailing.user, "pk", None):
        return None
    return Letter(
        subject=_("あなたの技を貸してほしいという団体があります"),
        paragraphs=[
            _("「%(name)s」から、お願いが届いています。") % {"name": _one_line(one.organization.name)},
            _("あなたのお名前と連絡先は、団体に伝わっていません。ことわっても、かまいません。"),
        ],
        links=_link(_("お願いを読む"), "lending", one.pk),
    )


@mail_kind(lending.TOLD, gettext_lazy("プロボノへのお願いがどうなったかの知らせ（団体へ）"))
def lending_told(mailing: Mailing) -> Letter | None:
    one = _request(mailing)
    if one is None or one.state != LendingState.REFUSED or not can_edit_organization(mailing.user, one.organization):
        return None
    return Letter(
        subject=_("プロボノへのお願いについて"),
        paragraphs=[
            _("「%(name)s」からのお願いは、今回は受けられないとのことです。") % {"name": _one_line(one.organization.name)},
            _("ほかの方に、たのむこともできます。"),
        ],
        links=_link(_("プロボノのページを開く"), "people_skills", one.organization_id),
    )  # fmt: skip


@mail_kind(lending.UNANSWERED, gettext_lazy("プロボノへのお願いに返事がなかった知らせ（団体へ）"))
def lending_unanswered(mailing: Mailing) -> Letter | None:
    """Nothing of the person, and not why."""
    one = _request(mailing)
    if one is None or one.state != LendingState.ENDED or not can_edit_organization(mailing.user, one.organization):
        return None
    named = {"name": _one_line(one.organization.name), "role": _one_line(one.role.title)}
    return Letter(
        subject=_("プロボノへのお願いについて"),
        paragraphs=[
            _("「%(name)s」から、役割「%(role)s」のことでお願いしていましたが、お返事がないまま日がたったので、終わりました。")
            % named,
            _("ほかの方に、たのむこともできます。"),
        ],
        links=_link(_("プロボノのページを開く"), "people_skills", one.organization_id),
    )  # fmt: skip


@mail_kind(lending.OVER, gettext_lazy("プロボノへのお願いに、もう返事がいらない知らせ"))
def lending_over(mailing: Mailing) -> Letter | None:
    one = _request(mailing)
    if one is None or one.state != LendingState.ENDED or one.offer.user_id != getattr(mailing.user, "pk", None):
        return None
    return Letter(
        subject=_("届いていたお願いは、終わりました"),
        paragraphs=[
            _("「%(name)s」から届いていたお願いは、日がたったので終わりました。お返事は、もういりません。")
            % {"name": _one_line(one.organization.name)},
            _("あなたのお名前と連絡先は、団体に伝わっていません。"),
        ],
        links=_link(_("技を貸す（プロボノ）のページを開く"), "my_skills"),
    )
