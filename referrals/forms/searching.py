"""What is searched for among cases, and in the record of who saw what."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.forms.written import WrittenDateField
from hub.accounts.models import User
from hub.fields import PhoneField
from referrals.models import AccessRecord

_LARGEST = 2**63 - 1


class PhoneSearchForm(forms.Form):
    use_required_attribute = False
    phone = PhoneField(
        label=_("電話番号"), help_text=_("市外局番から全部を書きます。書いた番号そのものがある相談だけが出ます。"),
        error_messages={"required": _("電話番号を書いてください。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs |= {"class": "in", "autocomplete": "off"}


class RecordsForm(forms.Form):
    """Between two days, both of them included; of one case, of one person, or of all."""

    use_required_attribute = False
    since = WrittenDateField(label=_("いつから"), help_text=_("例：2026-12-05"), required=False)
    until = WrittenDateField(label=_("いつまで（その日も入ります）"), required=False)
    case = forms.IntegerField(
        label=_("相談の番号"), required=False, min_value=1, max_value=_LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("数字だけで書いてください。例：123")},
    )  # fmt: skip
    person = forms.ModelChoiceField(
        label=_("だれが"), queryset=User.objects.none(), required=False, empty_label=_("すべての人")
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = User.objects.filter(is_staff=True).order_by("display_name", "pk")
        today = timezone.localdate()
        self.initial.update({"since": today - timedelta(days=7), "until": today})
        for field in self.fields.values():
            field.widget.attrs["class"] = "in"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", __("「いつから」より前の日です。"))
        return data

    def rows(self) -> Any:
        """The records that fit; of the last week where nothing was asked for, or nothing that can be read."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        found = AccessRecord.objects.order_by("-at", "-pk")
        if data.get("since"):
            found = found.filter(at__gte=_midnight(data["since"]))
        if data.get("until"):
            found = found.filter(at__lt=_midnight(data["until"] + timedelta(days=1)))
        if data.get("case"):
            found = found.filter(case_number=data["case"])
        if data.get("person"):
            found = found.filter(user_number=data["person"].pk)
        return found


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
