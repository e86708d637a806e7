"""What a way out of the hub does, and how it can fail. What an adapter raises beside these is the mailing's failure."""

from typing import Protocol

from hub.notifications.models import Mailing


class AwayError(Exception):
    """Nothing can be sent this way at present, whichever mailing: it was not offered, and that is nobody's failure."""


class RefusedError(Exception):
    """This one is not taken, now or later. Its text is a kind and a code, no words of the other side."""


class LaterError(Exception):
    """This one was not taken, or nobody knows whether it was: it is tried again, under the same key.

    ``after``: the seconds that the other side asked for. ``of_all``: the next ones would fare no better at present.
    """

    def __init__(self, kind: str, *, after: int | None = None, of_all: bool = False) -> None:
        super().__init__(kind)
        self.after, self.of_all = after, of_all


class AlreadyAcceptedError(Exception):
    """It was taken before, by a sender that did not live to write it down."""


class Way(Protocol):
    """One adapter, for as many mailings as a run sends. Connects when the first is sent.

    ``together``: how many may be offered before it is written down that they were taken. One that dies meanwhile leaves
    all of them to be offered again: many where the other side knows them again, else one.
    """

    together: int

    def send(self, mailing: Mailing) -> bool:
        """Returns when the other side has taken it. False: there is nothing to be sent any more."""

    def close(self) -> None:
        """Lets go of what it holds. Raises nothing."""
