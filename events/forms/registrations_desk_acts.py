"""The small forms of what a desk does to one registration, and the choice of whom to copy."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.plainly import say_plainly
from events.models import Occurrence
from hub.fields import LineField, count_aloud
from hub.sent_once import SentOnceForm
from hub.templatetags.reading import span

BY_PERSON, BY_DESK = "person", "desk"


class ActForm(forms.Form):
    """Nothing to fill in."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_plainly(self)
        for field in self.fields.values():
            if isinstance(field, LineField):
                field.widget.attrs |= {"class": "in", "autocomplete": "off"}
                count_aloud(field)


class NoteForm(ActForm):
    note = LineField(
        label=_("メモ"), max_length=200, required=False,
        help_text=_("書かなくてもかまいません。本人には見えません。団体と市の記録に残ります。人の名前は書かないでください。"),
    )  # fmt: skip


class CancelForm(NoteForm):
    """Who takes it back decides who is told: the person who telephoned knows."""

    who = forms.ChoiceField(
        label=_("どちらから"), widget=forms.RadioSelect, initial=BY_PERSON,
        choices=[(BY_PERSON, _("本人から連絡があった")), (BY_DESK, _("主催者の都合で取りやめる"))],
    )  # fmt: skip
    field_order = ("who", "note")


class AdmitForm(ActForm):
    reason = LineField(
        label=_("理由"), max_length=200,
        help_text=_("例：付き添いの方のため。本人には見えません。団体と市の記録に残ります。"),
    )  # fmt: skip
    more_room = forms.BooleanField(label=_("席が足りなければ、その人数だけ定員を増やす"), required=False)


class CopyForm(SentOnceForm):
    """Which people, to which date. ``people``: numbers of registrations."""

    use_required_attribute = False

    def __init__(self, *args: Any, dates: list[Occurrence], people: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = forms.TypedChoiceField(
            label=__("どの日へ"), coerce=int, choices=[(one.pk, span(one)) for one in dates], widget=forms.RadioSelect,
            initial=dates[0].pk if dates else None, error_messages={"invalid_choice": __("選びなおしてください。")},
        )  # fmt: skip
        self.fields["people"] = forms.TypedMultipleChoiceField(
            label=__("だれを"), coerce=int, choices=[(pk, str(pk)) for pk in people],
            error_messages={
                "required": __("写す人を、ひとり以上選んでください。"),
                "invalid_choice": __("選びなおしてください。"),
            },
        )  # fmt: skip
        self.fields["target"].error_messages["required"] = __("どの日へ写すかを選んでください。")

    @property
    def chosen(self) -> set[str]:
        """Numbers ticked so far."""
        return {str(one) for one in self["people"].value() or []}
