"""What the forms of places and events share, for staff and for members: who saved first, what may not stand in them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from hub.admin_refusal import RefusedForm

# Of the form only, no field of the model.
SEEN = "seen_version"
WORDS = {"themes", "audiences", "welcome_marks"}


class ReviewedForm(RefusedForm):
    """Tells when somebody else saved in between, and what a service refused, with nothing typed lost."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Whether somebody else has saved since it was opened.
    is_outdated = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial[SEEN] = self.instance.version
        for name in WORDS & self.fields.keys():
            # A word that is no longer used stays where it was chosen, or saving would take it away unseen.
            chosen = [word.pk for word in self.initial.get(name, [])]
            field: Any = self.fields[name]
            field.queryset = field.queryset.model.objects.filter(Q(is_active=True) | Q(pk__in=chosen))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seen = data.get(SEEN)
        if self.instance.pk and seen is not None and seen != self.instance.version:
            self._accept_newest()
            self.is_outdated = True
            self.add_error(
                None,
                _(
                    "あなたが開いたあとに、ほかの人が保存しました。新しい内容を、別のタブで確かめてください。"
                    "もう一度同じボタンを押すと、下に見えている内容になります。いまの内容から変わる項目：%(names)s"
                )
                % {"names": self._labels_of_changed()},
            )
        return data

    def _labels_of_changed(self) -> str:
        """What would be written over: where these words differ from what the other person has saved."""
        return "、".join(str(self.fields[name].label) for name in self.changed_data if name != SEEN) or _("なし")

    def _accept_newest(self) -> None:
        """Whoever presses save again has been told."""
        sent: Any = self.data
        newest = sent.copy()
        newest[self.add_prefix(SEEN)] = str(self.instance.version)
        self.data = newest

    def changed_names(self) -> list[str]:
        """The model's fields that a person changed."""
        return [name for name in self.changed_data if name != SEEN]


def ask_for_both_of_position(form: forms.ModelForm) -> None:
    """A latitude without its longitude is no place."""
    data = form.cleaned_data
    for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if data.get(name) is None and data.get(other) is not None and name not in form.errors:
            form.add_error(name, _("緯度と経度は、両方書くか、両方空にしてください。"))


def refuse_contacts_of_sample(form: forms.ModelForm, names: Iterable[str]) -> None:
    """A sample carries no real telephone number or address."""
    if form.cleaned_data.get("is_sample"):
        for name in names:
            if form.cleaned_data.get(name):
                form.add_error(name, _("見本には、電話番号とメールアドレスを載せられません。空にしてください。"))
