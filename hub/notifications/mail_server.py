"""One connection to the mail server for as many mails as it will take; a broken one is left and made anew."""

import smtplib
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMessage, get_connection

from hub.notifications.frames import FramedMessage


class ServerAwayError(Exception):
    """No mail can be sent at present, whichever: the server can't be reached, or does not let us in."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(kind_of(cause))


class NotTakenError(Exception):
    """The server was not even asked."""


def kind_of(error: Exception) -> str:
    """The kind of an error and the server's code: nothing that the server said, which may hold an address."""
    code = _code(error)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _words in error.recipients.values()), None)
    return None


class MailServer:
    """Opens when the first mail is sent."""

    def __init__(self) -> None:
        # Of another backend than ours (tests keep mails in memory) only what every backend has is used.
        self._backend: Any = get_connection()

    def send(self, message: EmailMessage) -> None:
        """Returns when the server has taken the mail. Raises ServerAwayError, or what is wrong with this mail."""
        self._open()
        try:
            taken = self._give(message)
        except Exception as error:
            # Where it answered the line is good, but for 421, with which a server says that it goes. What gives no
            # code may be anything, also the time limit of the task.
            if _code(error) in {None, 421, -1}:
                self._let_go()
            raise
        if not taken:
            raise NotTakenError

    def _give(self, message: EmailMessage) -> Any:
        if isinstance(message, FramedMessage) and hasattr(self._backend, "send_ready"):
            return self._backend.send_ready(message)
        return self._backend.send_messages([message])

    def _open(self) -> None:
        try:
            self._backend.open()
        except OSError as error:
            self._let_go()
            raise ServerAwayError(error) from error
        except Exception:  # the time limit of the task
            self._let_go()
            raise

    def _let_go(self) -> None:
        with suppress(OSError):
            getattr(self._backend, "let_go", self._backend.close)()

    def close(self) -> None:
        """Says farewell; what the server makes of it is of no interest any more."""
        try:
            self._backend.close()
        except OSError:
            self._let_go()
