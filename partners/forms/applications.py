"""What people write who apply, what both sides write to each other, and of hours and certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.dates import WrittenNumberField
from events.forms.written import PastDateField
from hub.fields import LineField, LinesField
from hub.sent_once import SentOnceForm
from partners.forms.needs import finish, most_of
from partners.models import ActivityCertificate, ApplicationMessage, Hours, Role, RoleApplication, RoleCourse
from partners.role_enums import Skill
from partners.services.applications import Said

_MANY = forms.CheckboxSelectMultiple
# Besides what is typed, which page it was.
_TEXT = most_of("text", ApplicationMessage)


def _name_field(**options: Any) -> LineField:
    return LineField(
        label=_("お名前かよび名"), max_length=most_of("name", RoleApplication),
        help_text=_("団体の人が、あなたを何とよべばよいか。ニックネームでもかまいません。"),
        error_messages={"required": _("団体の人が何とよべばよいか、書いてください。")}, **options,
    )  # fmt: skip


class ApplyForm(SentOnceForm):
    """As many questions as the role needs: each that does not matter is not asked."""

    use_required_attribute = False
    name = _name_field()
    text = LinesField(
        label=_("伝えておきたいこと、聞きたいこと"), max_length=_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例：はじめてです。土曜の午前なら行けます。電話番号やメールアドレスは、書かなくてだいじょうぶです。"),
    )  # fmt: skip
    wants_visit = forms.BooleanField(label=_("まず見学したい"), help_text=_("見てから決められます。"))
    skills = forms.MultipleChoiceField(label=_("活かせそうなこと"), choices=Skill, widget=_MANY)
    course = forms.ModelChoiceField(
        label=_("授業や制度の活動にしたいとき"), queryset=RoleCourse.objects.none(), empty_label=_("しない"),
        widget=forms.RadioSelect, help_text=_("大学が確かめたものです。証明書に名前が載ります。"),
    )  # fmt: skip
    is_old_enough = forms.BooleanField(label="")
    is_minor = forms.BooleanField(label=_("18歳未満です"))
    guardian_agrees = forms.BooleanField(
        label=_("保護者の同意をもらっています"), help_text=_("18歳未満の方は、保護者に話してから申し込んでください。")
    )
    by = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        courses = RoleCourse.objects.confirmed().filter(role=role).select_related("university")
        choice: Any = self.fields["course"]
        choice.queryset = courses
        choice.label_from_instance = lambda one: "・".join(filter(None, [one.university.name, one.name, one.credit]))
        asked: Any = self.fields["skills"]
        asked.choices = [(one.value, one.label) for one in Skill if one in role.skills and one != Skill.HANDS]
        self.fields["is_old_enough"].label = __("%(age)d歳以上です") % {"age": role.youngest or 0}
        for name, is_asked in (
            ("wants_visit", role.can_visit_first),
            ("skills", bool(asked.choices)),
            ("course", courses.exists()),
            ("is_old_enough", role.youngest is not None),
            ("is_minor", role.youngest is None or role.youngest < 18),
            ("guardian_agrees", role.youngest is None or role.youngest < 18),
        ):
            if not is_asked:
                del self.fields[name]
        finish(self, {"name"})

    def clean(self) -> dict[str, Any]:
        """Beside the box that is meant."""
        data = super().clean() or {}
        if data.get("is_minor") and not data.get("guardian_agrees"):
            self.add_error("guardian_agrees", __("18歳未満の方は、保護者の同意をもらってから申し込んでください。"))
        if "is_old_enough" in self.fields and not data.get("is_old_enough"):
            self.add_error("is_old_enough", __("この役割は、%(age)d歳からです。") % {"age": self.role.youngest})
        return data

    @property
    def said(self) -> Said:
        data, course = self.cleaned_data, self.cleaned_data.get("course")
        return Said(
            name=data["name"], text=data["text"], wants_visit=bool(data.get("wants_visit")),
            skills=data.get("skills") or (), is_minor=bool(data.get("is_minor")),
            guardian_agrees=bool(data.get("guardian_agrees")), is_old_enough=bool(data.get("is_old_enough")),
            course=course.pk if course else None,
        )  # fmt: skip


class WordsForm(SentOnceForm):
    """A few words beside a button, or to the other side. ``auto_id``: several stand on one page."""

    use_required_attribute = False
    text = LinesField(label=_("書くこと"), max_length=_TEXT, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(
        self, *args: Any, label: Any = None, help_text: Any = "", is_needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["text"]
        field.label, field.help_text = label or field.label, help_text
        field.error_messages["required"] = __("何か書いてから送ってください。")
        finish(self, {"text"} if is_needed else ())


def _number(label: Any, *, most: int, unit: str) -> WrittenNumberField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 4})
    return WrittenNumberField(label=label, units=(unit,), min_value=0, max_value=most, widget=widget)


class HoursForm(SentOnceForm):
    """Hours and minutes apart: nobody has to reckon."""

    use_required_attribute = False
    on = PastDateField(
        label=_("いつ"), help_text=_("例：11/20、今日、2026-11-20。"), widget=forms.DateInput(attrs={"inputmode": "text"}),
        error_messages={"required": _("活動した日を書いてください。")},
    )  # fmt: skip
    hours = _number(_("何時間"), most=24, unit="時間")
    minutes = _number(_("何分"), most=59, unit="分")
    text = LineField(label=_("何をしたか"), max_length=most_of("text", Hours), help_text=_("例：お茶を出す、片づけ。"))
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finish(self, {"on"})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors.keys() & {"hours", "minutes"} and not (data.get("hours") or data.get("minutes")):
            self.add_error("hours", __("活動した時間を書いてください。"))
        return data

    @property
    def total(self) -> int:
        return int((self.cleaned_data.get("hours") or 0) * 60 + (self.cleaned_data.get("minutes") or 0))


class DisputeForm(forms.Form):
    use_required_attribute = False
    dispute = LineField(
        label=_("どうちがうか"), max_length=most_of("dispute", Hours), help_text=_("例：2時間でなく、1時間半でした。"),
        error_messages={"required": _("どうちがうかを書いてください。相手が読んで直します。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finish(self, {"dispute"})


class CertificateForm(forms.Form):
    use_required_attribute = False
    name = LineField(
        label=_("証明書に載せるお名前"), max_length=most_of("name", ActivityCertificate),
        help_text=_("出す先（学校や会社など）に合わせて書いてください。作ったあとは、変えられません。"),
        error_messages={"required": _("証明書に載せるお名前を書いてください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finish(self, {"name"})


class RevokeForm(forms.Form):
    use_required_attribute = False
    reason = LineField(
        label=_("取り消す理由"), max_length=most_of("revoked_reason", ActivityCertificate),
        help_text=_("証明書を確かめる人と、本人が読みます。"),
        error_messages={"required": _("取り消す理由を書いてください。証明書を確かめる人と、本人が読みます。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finish(self, {"reason"})


class FindCertificateForm(forms.Form):
    use_required_attribute = False
    number = LineField(
        label=_("証明書の番号"), max_length=60, error_messages={"required": _("証明書の番号を入れてください。")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        finish(self, {"number"})
