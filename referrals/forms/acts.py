"""What who works on a case fills in, a form for each act. What it may do is said by ``referrals.services`` alone."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.written import ComingDateField, WrittenDateField
from hub.accounts.models import User
from hub.fields import LineField
from hub.templatetags.reading import weekday
from referrals.enums import Action, Ground, Outcome, Refusal, Urgency
from referrals.forms.base import ActForm
from referrals.forms.base import lines as _lines
from referrals.forms.base import needed as _needed
from referrals.models import ConsentRecord, SupportOffice, Transfer
from referrals.rules import (
    TAKEN_WITHOUT_REASON,
    assignable_to,
    can_choose_office,
    can_work_on,
    is_consent_only_said,
    takes_from_another,
)

_REASON, _LONG = 500, 4_000
_LARGEST = 2**63 - 1
_OPENED_FOR = 200
_READY_OF_NOBODYS = ("受付・振り分けのため",)
_READY_OF_ANOTHERS = ("担当が休みのため", "担当に頼まれたため")
_READY_TO_ANSWER = ("引き継ぎを受けるかを決めるため",)


class OpenForm(ActForm):
    act, button, main = "open", _("個人の部分を開く"), "reason"
    reason = LineField(
        label=_("開く理由"), max_length=_OPENED_FOR, required=False,
        help_text=_("あなたの担当ではないので、理由を書いて開きます。閲覧の記録に残ります。名前は書きません。"),
    )  # fmt: skip

    @cached_property
    def ready(self) -> tuple[str, ...]:
        """Reasons that need no typing: each is a button, and stands in the record in these words."""
        if not can_work_on(self.user, self.referral):  # who sees it all the same is asked to take it
            return _READY_TO_ANSWER
        return _READY_OF_ANOTHERS if self.referral.assigned_to_id else _READY_OF_NOBODYS

    def clean(self) -> dict[str, Any]:
        """What was typed as well stands behind it."""
        data = super().clean() or {}
        pressed = self.data.get("ready", "")
        if pressed in self.ready and "reason" not in self.errors:
            data["reason"] = "。".join(filter(None, (pressed, data.get("reason", "").strip())))[:_OPENED_FOR]
        return data


class TakeForm(ActForm):
    act, action, title, button = "take", Action.TAKE, _("引き受けた"), _("引き受けた")


class ContactForm(ActForm):
    act, action, title, button = "contact", Action.CONTACT, _("連絡がついた"), _("連絡がついた")


class SupportForm(ActForm):
    act, action, title, button = "support", Action.SUPPORT, _("支援を始めた"), _("支援を始めた")


class EndingForm(ActForm):
    """Of a case that ends nobody is reminded: what is still to be done there is said, and that it may stay undone is ticked."""

    undone = forms.BooleanField(label="", error_messages={"required": ""})

    def prepare(self) -> None:
        count = self.referral.tasks.filter(done_at=None).count()
        if not count:
            del self.fields["undone"]
            return
        field = self.fields["undone"]
        field.label = __("することが%(n)dつ残っていますが、終わったことにする") % {"n": count}
        field.help_text = _("終わったあとは、その日が来ても知らせません。")
        field.error_messages["required"] = _("それでもよければ、ここに印を付けて、もう一度押してください。")


class CloseForm(EndingForm):
    act, action, title, button, main = "close", Action.CLOSE, _("終わった"), _("終わったことにする"), "reason"
    outcome = forms.ChoiceField(
        label=_("どう終わったか"), widget=forms.RadioSelect, error_messages=_needed(_("どう終わったかを選んでください。")),
        choices=[(one.value, one.label) for one in Outcome if one != Outcome.DUPLICATE],
    )  # fmt: skip
    reason = _lines(
        _("ひとこと"), _REASON, 3, help_text=_("何がどうなったかを書きます。書いた人には見えません。"),
        error_messages={"required": _("どう終わったかを、ひとことでも書いてください。")},
    )  # fmt: skip
    field_order = ("outcome", "reason", "undone")

    def prepare(self) -> None:
        super().prepare()
        if Transfer.objects.accepted_outside(self.referral).exists():
            self.initial.update({"outcome": Outcome.HANDED_OVER})


class TriageForm(ActForm):
    act, action, title, button, main = "triage", Action.TRIAGE, _("振り分ける"), _("振り分ける"), "office"
    urgency = forms.ChoiceField(
        label=_("急ぎ具合"), choices=Urgency, widget=forms.RadioSelect,
        error_messages=_needed(_("急ぎ具合を選んでください。")),
    )  # fmt: skip
    office = forms.ModelChoiceField(
        label=_("受けもつ事務所"), queryset=SupportOffice.objects.none(), empty_label=None,
        help_text=_("変えると、その事務所の職員に知らせが行きます。頼んでいる引き継ぎは、取り下げます。"),
        error_messages=_needed(_("受けもつ事務所を選んでください。")),
    )  # fmt: skip

    def prepare(self) -> None:
        self.initial.update({"urgency": self.referral.urgency, "office": self.referral.office_id})
        if not can_choose_office(self.user, self.referral):
            del self.fields["office"]
            self.main = "urgency"
            return
        offices: Any = self.fields["office"]
        staffed = SupportOffice.objects.staffed().values("pk")
        offices.queryset = SupportOffice.objects.filter(Q(pk__in=staffed) | Q(pk=self.referral.office_id))


class AssignForm(ActForm):
    act, action, title, button, main = "assign", Action.ASSIGN, _("担当を決める"), _("担当を決める"), "to"
    to = forms.ModelChoiceField(
        label=_("担当する人"), queryset=User.objects.none(), empty_label=_("選んでください"),
        help_text=_("この相談を見られる人だけが出ます。決めると、その人に知らせが行きます。"),
        error_messages=_needed(_("担当する人を選んでください。")),
    )  # fmt: skip
    reason = LineField(
        label=_("自分の担当にする理由"), max_length=200, required=False,
        help_text=_("いまはほかの人の担当です。自分にするときだけ、書きます。閲覧の記録に残ります。名前は書きません。"),
    )  # fmt: skip

    def prepare(self) -> None:
        people: Any = self.fields["to"]
        people.queryset = assignable_to(self.referral)
        self.initial.update({"to": self.referral.assigned_to_id})
        if not takes_from_another(self.referral, by=self.user, to=self.user):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        to = data.get("to")
        is_anothers = to is not None and takes_from_another(self.referral, by=self.user, to=to)
        if is_anothers and "reason" not in self.errors and not data.get("reason", "").strip():
            self.add_error("reason", TAKEN_WITHOUT_REASON)
        return data


class AnswerForm(ActForm):
    has_key = True
    act, action, title, button, main = "answer", Action.ANSWER, _("書いた人に返事をする"), _("返事を送る"), "text"
    text = _lines(
        _("返事"), _LONG, 6, help_text=_("受付番号を持つ人が読みます。相手のことや、相談の中身は書きません。"),
        error_messages={"required": _("返事を書いてください。")},
    )  # fmt: skip


class ReadForm(ActForm):
    act, action, title, button = "read", Action.READ, _("届いた続きを片づける"), _("読んだ・電話で答えた")


class NoteForm(ActForm):
    has_key = True
    act, action, title, button, main = "note", Action.NOTE, _("記録を書く"), _("記録する"), "text"
    text = _lines(
        _("記録"), _LONG, 5, help_text=_("この相談を見られる職員だけが読みます。書いた人には見えません。"),
        error_messages={"required": _("記録を書いてください。")},
    )  # fmt: skip


class TaskForm(ActForm):
    has_key = True
    act, action, title, button, main = "task", Action.NOTE, _("することを書く"), _("書きとめる"), "text"
    text = _lines(_("すること"), _REASON, 2, error_messages={"required": _("することを書いてください。")})
    due_on = ComingDateField(
        label=_("いつまでに"), widget=forms.DateInput(attrs={"inputmode": "text"}),
        help_text=_("例：12/5、2026-12-05。その日に知らせが行きます。"),
        error_messages={"required": _("いつまでにするかを書いてください。")},
    )  # fmt: skip
    for_whom = forms.ModelChoiceField(
        label=_("だれが"), queryset=User.objects.none(), empty_label=None,
        error_messages=_needed(_("だれがするかを選んでください。")),
    )  # fmt: skip

    def prepare(self) -> None:
        people: Any = self.fields["for_whom"]
        people.queryset = assignable_to(self.referral)
        self.initial.update({"for_whom": self.user.pk})

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(__("もう過ぎた日です。これからの日を書いてください。"))
        return day

    def said(self, done: Any) -> str:
        day = self.cleaned_data["due_on"]
        return str(done) % {"year": day.year, "month": day.month, "day": day.day, "weekday": weekday(day)}


class ConsentForm(ActForm):
    has_key = True
    act, action, title, button, main = "consent", Action.CONSENT, _("同意を書く"), _("同意を記録する"), "scope"
    given_on = WrittenDateField(
        label=_("同意した日"), help_text=_("例：2026-12-05、令和8年12月5日。"),
        error_messages={"required": _("同意した日を書いてください。")},
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("どうやって確かめたか"), widget=forms.RadioSelect,
        choices=ConsentRecord._meta.get_field("basis").choices or [],
        error_messages=_needed(_("どうやって確かめたかを選んでください。")),
    )  # fmt: skip
    scope = _lines(
        _("だれに、何を伝えてよいか"), _REASON, 2,
        error_messages={"required": _("だれに、何を伝えてよいかを書いてください。")},
    )  # fmt: skip

    def prepare(self) -> None:
        self.initial.update({"given_on": timezone.localdate()})


class _RowForm(ActForm):
    """Of one thing of the case among several."""

    row = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=_LARGEST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("画面が古くなっています。開き直して、もう一度押してください。")
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: int | None = None, **kwargs: Any) -> None:
        super().__init__(data, **{"auto_id": f"{self.act}{row or ''}_%s"} | kwargs)
        self.initial.update({"row": row})


class WithdrawForm(_RowForm):
    act, action, title, button, main = (
        "withdraw",
        Action.CONSENT,
        _("同意の取り消し"),
        _("取り消されたことを書く"),
        "on",
    )
    on = WrittenDateField(
        label=_("取り消した日"), error_messages={"required": _("取り消した日を書いてください。")},
        help_text=_("その日から、この同意では引き継げません。"),
    )  # fmt: skip

    def prepare(self) -> None:
        self.initial.update({"on": timezone.localdate()})


class DoneForm(_RowForm):
    act, action, title, button = "done", Action.NOTE, _("すること"), _("した")


class HandOnForm(ActForm):
    """What is common to both ways of handing on."""

    action, main = Action.HAND_ON, "ground"
    ground = forms.ChoiceField(
        label=_("引き継ぐ根拠"), choices=Ground, widget=forms.RadioSelect,
        help_text=_("同意は、同意の記録があって、取り消されていないときに選べます。"),
        error_messages=_needed(_("引き継ぐ根拠を選んでください。")),
    )  # fmt: skip
    reason = _lines(
        _("引き継ぐ理由"), _REASON, 2, required=False, help_text=_("本人の同意のほかの根拠では、必ず書きます。")
    )

    def prepare(self) -> None:
        if is_consent_only_said(self.referral):
            self.fields["ground"].help_text = _(
                "書いた人は、同意があると言っています。職員が確かめた記録は、まだありません。同意を選ぶときは、先に確かめて「同意を書く」で記録します。"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_needed = data.get("ground") not in {None, "", Ground.CONSENT}
        if is_needed and "reason" not in self.errors and not str(data.get("reason", "")).strip():
            self.add_error("reason", __("その根拠で引き継ぐ理由を書いてください。"))
        return data


class HandToOfficeForm(HandOnForm):
    act, title, button = "hand_office", _("ほかの事務所に引き継ぐ"), _("引き継ぎを頼む")
    office = forms.ModelChoiceField(
        label=_("どの事務所に"), queryset=SupportOffice.objects.none(), empty_label=_("選んでください"),
        error_messages=_needed(_("どの事務所に頼むかを選んでください。")),
    )  # fmt: skip
    field_order = ("office", "ground", "reason")

    def prepare(self) -> None:
        super().prepare()
        offices: Any = self.fields["office"]
        offices.queryset = SupportOffice.objects.staffed().exclude(pk=self.referral.office_id)


class HandToAgencyForm(HandOnForm):
    act, title, button = "hand_agency", _("外の機関に引き継ぐ"), _("引き継ぎを頼む")
    has_key = True  # pressed twice it shows the same link
    agency = LineField(
        label=_("どの機関に"), max_length=120, error_messages={"required": _("どの機関かを書いてください。")},
        help_text=_("機関と部署の名前だけを書きます。人の名前は書きません。"),
    )  # fmt: skip
    summary = _lines(
        _("その機関に伝えること"), _LONG, 5, help_text=_("相手に渡すリンクで、ここに書いたことだけが読まれます。"),
        error_messages={"required": _("その機関に伝えることを書いてください。")},
    )  # fmt: skip
    field_order = ("agency", "ground", "reason", "summary")


class TakeBackForm(ActForm):
    act, action, title, button = "take_back", Action.TAKE_BACK, _("引き継ぎ"), _("引き継ぎを取り下げる")


class StopLinkForm(_RowForm):
    act, action, title, button = "stop_link", Action.STOP_LINK, _("リンクを止める"), _("リンクを止める")


class DuplicateForm(EndingForm):
    act, action, title, button, main = "duplicate", Action.DUPLICATE, _("同じ相談とまとめる"), _("まとめる"), "number"
    number = forms.IntegerField(
        label=_("まとめる先の相談の番号"), min_value=1, max_value=_LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("この相談は終わり、書いたことはここに残ります。続きは、その番号の相談に書きます。"),
        error_messages={"required": _("相談の番号を書いてください。"), "invalid": _("数字だけで書いてください。例：123")},
    )  # fmt: skip
    field_order = ("number", "undone")


class ReopenForm(ActForm):
    act, action, title, button, main = "reopen", Action.REOPEN, _("もう一度始める"), _("もう一度始める"), "reason"
    reason = _lines(
        _("もう一度始める理由"), _REASON, 2, error_messages={"required": _("もう一度始める理由を書いてください。")}
    )

    def prepare(self) -> None:
        if takes_from_another(self.referral, by=self.user, to=self.user):
            self.fields["reason"].help_text = _(
                "ほかの人の担当だったので、理由が閲覧の記録にも残ります。名前は書きません。"
            )


class AcceptForm(ActForm):
    act, action, title, button = "accept", Action.ACCEPT, _("受ける"), _("この相談を受ける")


class DeclineForm(ActForm):
    act, action, title, button, main = "decline", Action.DECLINE, _("断る"), _("断る"), "reason"
    refusal = forms.ChoiceField(
        label=_("断る理由"), choices=Refusal, widget=forms.RadioSelect,
        error_messages=_needed(_("断る理由を選んでください。")),
    )  # fmt: skip
    reason = _lines(
        _("ひとこと"), _REASON, 2, help_text=_("頼んだ側に伝わります。"),
        error_messages={"required": _("断る理由を、ひとことでも書いてください。")},
    )  # fmt: skip


_FORMS: tuple[type[ActForm], ...] = (
    OpenForm, TakeForm, ContactForm, SupportForm, CloseForm, TriageForm, AssignForm, AnswerForm, ReadForm, NoteForm, TaskForm,
    DoneForm, ConsentForm, WithdrawForm, HandToOfficeForm, HandToAgencyForm, TakeBackForm, StopLinkForm,
    DuplicateForm, ReopenForm, AcceptForm, DeclineForm,
)  # fmt: skip
FORMS: Mapping[str, type[ActForm]] = {one.act: one for one in _FORMS}
