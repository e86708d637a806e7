"""The box in which one chooses where an event is held."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from events.models import Place


class HeldAtField(forms.ModelChoiceField):
    """A place that was merged since the page was opened is no choice any more: it says which one stays."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            stays = _stays(str(value))
            if stays is None:
                raise
            said = _("この場は「%(name)s」（番号%(number)s）にまとめられました。場を選びなおすか、会場の名前を書いてください。") % {"name": stays.name, "number": stays.pk}  # fmt: skip
            raise forms.ValidationError(said, code="merged") from error


def _stays(key: str) -> Place | None:
    """The public place that counts in the stead of ``key``."""
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    found: Place | None = Place.objects.listed().filter(merged__pk=int(key)).only("name").first()
    return found
