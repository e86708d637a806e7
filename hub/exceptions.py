"""Errors of the domain, whose message a person can read."""

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something that the rules don't allow. ``str(error)`` is fit for the screen; views, API and admin show it once."""


class TransitionError(DomainError):
    """A state that can't be reached from where the thing is now."""

    def __init__(self, action: str, state: str) -> None:
        super().__init__(
            _("いまの状態（%(state)s）では「%(action)s」はできません。") % {"state": state, "action": action}
        )
