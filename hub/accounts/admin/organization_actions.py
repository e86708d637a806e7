"""The acts by which an organisation is checked, and ceases to be; their forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.accounts import services
from hub.accounts.enums import VERIFICATIONS, Level, OrganizationAction, Verification
from hub.accounts.models import Organization
from hub.accounts.rules import can_grow
from hub.admin_actions import ObjectAction
from hub.fields import AddressField

CHECKED = (
    ("rules", _("規約・会則")),
    ("number", _("法人番号の公表サイト")),
    ("visit", _("訪問・面談")),
    ("phone", _("電話")),
    ("other", _("そのほか（下に書く）")),
)


class CheckedForm(forms.Form):
    """What was checked, of which version, by which office."""

    checked = forms.MultipleChoiceField(
        label=_("確かめたこと"), choices=CHECKED, widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(
        label=_("くわしく（なくてもかまいません）"), max_length=200, required=False,
        help_text=_("公開ページに出ます。人の名前や電話番号は書かないでください。"),
    )  # fmt: skip
    office = forms.CharField(
        label=_("確かめた部署・団体"), max_length=80, help_text=_("公開ページに出ます。人の名前は書かないでください。")
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.ChoiceField(choices=Verification.choices, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        checked, note = data.get("checked") or [], data.get("note") or ""
        if "other" in checked and not note.strip():
            self.add_error("note", __("「そのほか」に印をつけたときは、何を確かめたかを書いてください。"))
        elif not checked and not note.strip() and "checked" not in self.errors:
            self.add_error("checked", __("確かめたことに、ひとつ以上印をつけてください。"))
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=_("団体の代表の方に、メールとその方のページで伝わります。どう直せばよいかも書いてください。"),
    )  # fmt: skip


class NoteForm(forms.Form):
    reason = forms.CharField(
        label=_("理由（なくてもかまいません）"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}), help_text=_("職員だけが見る記録に残ります。"),
    )  # fmt: skip


class OwnerForm(forms.Form):
    address = AddressField(
        label=_("メールアドレス"), max_length=254, help_text=_("代表になる方から聞いたメールアドレスを書きます。")
    )


def what_was_checked(values: Mapping[str, Any]) -> str:
    """規約・会則、電話（会長に確認）: as it stands on the public page."""
    named = [str(label) for key, label in CHECKED if key in values["checked"] and key != "other"]
    note = values["note"].strip()
    if named and note:
        return f"{'、'.join(named)}（{note}）"
    return "、".join(named) or note


def _is_allowed(action: OrganizationAction) -> Any:
    return lambda organization: Verification(organization.verification) in VERIFICATIONS[action][0]


def _explain_checking(_organization: Organization) -> list[str]:
    today = date_format(timezone.localdate())
    return [
        __("団体のページが公開され、「確かめたこと」と「%(day)s」が出ます。") % {"day": today},
        __("団体は場や催しを載せられます。代表の方にメールで知らせます。"),
    ]


def _explain_confirming(_organization: Organization) -> list[str]:
    return [
        __("公開ページの「確かめたこと」が新しくなり、日付が%(day)sになります。")
        % {"day": date_format(timezone.localdate())}
    ]


def _begin(organization: Organization) -> dict[str, Any]:
    office = organization.verified_by or settings.HUB_CITY["name"]
    return {"office": office, "seen_version": organization.version, "seen": organization.verification}


def _verify(organization: Organization, by: Any, values: Mapping[str, Any]) -> None:
    services.verify_organization(
        organization,
        by=by,
        what=what_was_checked(values),
        office=values["office"],
        seen_version=values["seen_version"],
        seen=Verification(values["seen"]),
    )


def _confirm(organization: Organization, by: Any, values: Mapping[str, Any]) -> None:
    what, seen = what_was_checked(values), values["seen_version"]
    services.confirm_organization(organization, by=by, what=what, office=values["office"], seen_version=seen)


def _invite(organization: Organization, by: Any, values: Mapping[str, Any]) -> None:
    services.invite_member(organization, address=values["address"], level=Level.OWNER, by=by)


def _withdraw(organization: Organization, by: Any, _values: Mapping[str, Any]) -> None:
    for invitation in organization.invitations.open(timezone.now()):
        services.withdraw_invitation(invitation, by=by)


ACTIONS = (
    ObjectAction(
        "verify", OrganizationAction.VERIFY.label, perform=_verify, form=CheckedForm, initial=_begin,
        is_allowed=_is_allowed(OrganizationAction.VERIFY), explain=_explain_checking, done=_("確認済みにしました。"),
    ),
    ObjectAction(
        "confirm", _("確かめなおす"), perform=_confirm, form=CheckedForm, initial=_begin,
        is_allowed=_is_allowed(OrganizationAction.CONFIRM), explain=_explain_confirming,
        done=_("確かめた日を新しくしました。"),
    ),
    ObjectAction(
        "refuse", OrganizationAction.REFUSE.label, form=ReasonForm, is_grave=True,
        perform=lambda thing, by, values: services.refuse_organization(thing, by=by, reason=values["reason"]),
        is_allowed=_is_allowed(OrganizationAction.REFUSE), done=_("理由をつけて返しました。"),
        explain=lambda _thing: [__("代表の方にメールで理由を知らせます。直してから、もう一度確認に出せます。")],
    ),
    ObjectAction(
        "suspend", OrganizationAction.SUSPEND.label, form=ReasonForm, is_grave=True,
        perform=lambda thing, by, values: services.suspend_organization(thing, by=by, reason=values["reason"]),
        is_allowed=_is_allowed(OrganizationAction.SUSPEND), done=_("公開を止めました。"),
        explain=lambda _thing: [
            __("団体のページも、団体の場と催しも、すぐにだれにも見えなくなります。"),
            __("代表の方にメールで理由を知らせます。"),
        ],
    ),
    ObjectAction(
        "restore", OrganizationAction.RESTORE.label, form=NoteForm, done=_("公開の停止を解きました。"),
        perform=lambda thing, by, values: services.restore_organization(thing, by=by, reason=values["reason"]),
        is_allowed=_is_allowed(OrganizationAction.RESTORE),
        explain=lambda _thing: [__("団体のページがまた公開されます。代表の方にメールで知らせます。")],
    ),
    ObjectAction(
        "invite", _("代表を招待する"), perform=_invite, form=OwnerForm, is_allowed=can_grow,
        done=_("招待のメールを送ります。"),
        explain=lambda _thing: [
            __("団体のページを自分で直せるように、代表の方を招待します。"),
            __("メールのリンクは、このメールアドレスで登録した方だけが、一度だけ使えます。"),
        ],
    ),
    ObjectAction(
        "withdraw-invitations", _("招待を取り消す"), perform=_withdraw, is_grave=True,
        is_allowed=lambda thing: thing.invitations.open(timezone.now()).exists(), done=_("招待を取り消しました。"),
        explain=lambda _thing: [__("返事を待っている招待が、すべて使えなくなります。")],
    ),
)  # fmt: skip
