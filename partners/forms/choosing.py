"""Which programme, and for whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class JoinForm(forms.Form):
    """``NEW``: an organisation that the hub has not yet."""

    NEW = "new"

    programme = forms.ChoiceField(label=_("どの登録ですか"), widget=forms.RadioSelect)
    organization = forms.ChoiceField(label=_("どの団体の登録ですか"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, programmes: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        which: Any = self.fields["programme"]
        which.choices = [(one.key, one.name) for one in programmes]
        whose: Any = self.fields["organization"]
        whose.choices = [
            *((str(one.pk), one.name) for one in organizations),
            (self.NEW, _("ここにない団体（新しく登録します）")),
        ]
        for field in self.fields.values():
            field.error_messages["required"] = field.error_messages["invalid_choice"] = _("ひとつ選んでください。")
