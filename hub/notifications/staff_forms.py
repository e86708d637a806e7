"""A notice of the city's own, as staff write it."""

import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District
from hub.fields import LineField, LinesField, count_aloud
from hub.models import Audience, Theme, WelcomeMark
from hub.notifications.services.composing import Draft
from hub.notifications.things import CITY, names
from hub.trust.subjects import subjects
from hub.vocabulary import words_of

# Pages that not everybody may open, and addresses that are no page.
_NOT_FOR_ALL = frozenset({
    "accounts", "admin", "api", "demo", "healthz", "me", "n", "notices", "pictures", "reading", "readyz", "report",
    "robots.txt", "staff", "statusz",
})  # fmt: skip
_EVERYBODY = _("選ばなければ、みんなに届きます。選んでも、これを決めずに申し込んだ人には届きます。")
_LISTS: dict[str, Any] = {"themes": Theme, "audiences": Audience, "marks": WelcomeMark}


class PageField(LineField):
    """A page of this site that everybody may open: its path, also of who pastes the whole address."""

    default_error_messages = {
        "page": _("このサイトのページを、/events/123/ のように / から書いてください。"),
        "missing": _("そのページは、このサイトにありません。開いて確かめてから、アドレスを写してください。"),
        "not_for_all": _("そのページは、だれでも開けるページではありません。公開のページを選んでください。"),
    }

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().to_python(value))
        return (text.removeprefix(settings.SITE_URL) or "/") if text else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        parts = urlsplit(value)
        is_path = value.startswith("/") and not value.startswith("//")
        if not is_path or "\\" in value or " " in value or parts.netloc or parts.fragment:
            raise ValidationError(self.error_messages["page"], code="page")
        try:
            match = resolve(parts.path)
        except Resolver404:
            match = None
        if match is None or ("pk" in match.kwargs and not _shows_a_thing(parts.path, match.kwargs["pk"])):
            raise ValidationError(self.error_messages["missing"], code="missing")
        if parts.path.split("/")[1] in _NOT_FOR_ALL:
            raise ValidationError(self.error_messages["not_for_all"], code="not_for_all")


def _shows_a_thing(path: str, number: int) -> bool:
    """Whether it is, or lies below, the page of something that everybody may see now."""
    things = (subject.public().filter(pk=number).first() for subject in subjects())
    return any(thing is not None and path.startswith(thing.get_absolute_url()) for thing in things)


def _many(label: Any, help_text: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, help_text=help_text, required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("一覧にないものが選ばれています。もう一度選んでください。")},
    )  # fmt: skip


class ComposeForm(forms.Form):
    title = LineField(
        label=_("題"), max_length=60, help_text=_("60文字まで。メールの件名になります。"),
        error_messages={"required": _("題を書いてください。")},
    )  # fmt: skip
    text = LinesField(
        label=_("ことば"), max_length=300, help_text=_("300文字まで。個人のことは書かないでください。"),
        error_messages={"required": _("知らせることを書いてください。")},
    )  # fmt: skip
    path = PageField(
        label=_("くわしく書いたページ"), max_length=200,
        help_text=_("このサイトのページのアドレス。例：/events/123/"),
        error_messages={"required": _("くわしく書いたページのアドレスを書いてください。")},
    )  # fmt: skip
    subject = forms.ChoiceField(
        label=_("どの知らせを申し込んだ人に"), widget=forms.RadioSelect, initial=CITY,
        help_text=_("申し込んだことのない知らせは、届きません。"),
        error_messages={"required": _("どれか1つを選んでください。"), "invalid_choice": _("どれか1つを選んでください。")},
    )  # fmt: skip
    districts = _many(_("地区"), _EVERYBODY)
    themes = _many(_("興味・分野"), _EVERYBODY)
    audiences = _many(_("対象"), _EVERYBODY)
    marks = _many(
        _("参加しやすさ"), _("選ばなければ、みんなに届きます。選ぶと、選んだもののほかも求めている人には届きません。")
    )
    reason = LineField(
        label=_("送るわけ"), max_length=200, help_text=_("職員だけが見る記録に残ります。200文字まで。"),
        error_messages={"required": _("送るわけを書いてください。あとから見る人のためです。")},
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = names()  # type: ignore[attr-defined]
        districts = District.objects.slim().current()
        self.fields["districts"].choices = [(one.pk, one.short_name) for one in districts]  # type: ignore[attr-defined]
        for name, model in _LISTS.items():
            words = [one for one in words_of(model).values() if one.is_active]
            self.fields[name].choices = [(one.pk, one.name) for one in words]  # type: ignore[attr-defined]
        for name in ("title", "text", "path", "reason"):
            count_aloud(self.fields[name])
            self.fields[name].widget.attrs["class"] = "in"
        self.fields["text"].widget.attrs["rows"] = 4

    @property
    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(**{name: value for name, value in data.items() if name != "key"})

    def said_of(self, name: str) -> list[str]:
        """What was chosen of a list, in words."""
        labels = dict(self.fields[name].choices)  # type: ignore[attr-defined]
        return [str(labels[value]) for value in self.cleaned_data[name]]


class CallOffForm(forms.Form):
    reason = LineField(
        label=_("取り下げるわけ"), max_length=200, help_text=_("職員だけが見る記録に残ります。200文字まで。"),
        error_messages={"required": _("取り下げるわけを書いてください。あとから見る人のためです。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["reason"])
        self.fields["reason"].widget.attrs["class"] = "in"
