"""What notices are about, as people call it: each app names its own."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# Nothing of the hub, but what the city wants to say.
CITY = "city"
_names: dict[str, Any] = {CITY: _("市からのお知らせ")}


def register_thing(subject: str, name: Any) -> None:
    """Called when an app is ready."""
    if subject in _names:
        raise ValueError(f"two names for notices about {subject}")
    _names[subject] = name


def name_of(subject: str) -> str:
    """The subject itself where no app knows it any more."""
    return str(_names.get(subject) or subject)


def names() -> list[tuple[str, Any]]:
    """All that there is, the city's own first."""
    return list(_names.items())
