"""Django's way to the mail server, with a way to let go of a connection that is broken."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp

from hub.notifications.frames import FramedMessage


class EmailBackend(smtp.EmailBackend):
    _partial_connection: Any  # Django's, which has no type

    def open(self) -> Any:
        """Greets at once, so that a server which refuses the greeting is known before a mail is offered."""
        is_new = super().open()
        if is_new and self.connection is not None:
            self.connection.ehlo_or_helo_if_needed()
        return is_new

    def send_ready(self, message: FramedMessage) -> bool:
        """A mail to one reader that is built already. Raises as Django's own way does."""
        if self.connection is None:
            return False
        if self.connection.has_extn("pipelining"):
            _send_at_once(self.connection, message)
        else:
            self.connection.sendmail(message.envelope, message.to, message.ready)
        return True

    def let_go(self) -> None:
        """Closes without the farewell, for which a server that hangs would let us wait."""
        lines: list[Any] = [self.connection, self._partial_connection]
        self.connection = self._partial_connection = None
        for line in lines:
            if line is not None:
                line.close()


def _send_at_once(line: smtplib.SMTP, message: FramedMessage) -> None:
    """All that comes before the mail itself goes in one piece (RFC 2920): the server is waited for twice, not four times.

    Raises what ``smtplib.SMTP.sendmail`` raises.
    """
    (to,) = message.to
    size = f" SIZE={len(message.ready)}" if line.has_extn("size") else ""
    line.send(f"MAIL FROM:<{message.envelope}>{size}\r\nRCPT TO:<{to}>\r\nDATA\r\n")
    asked, offered, opened = line.getreply(), line.getreply(), line.getreply()
    refusal = _refusal(message.envelope, to, asked, offered, opened)
    if opened[0] == 354:  # the server waits for a mail, be it for nobody
        line.send(b".\r\n" if refusal else _with_an_end(message.ready))
        answer = line.getreply()
        if refusal is None and answer[0] != 250:
            refusal = smtplib.SMTPDataError(*answer)
    if refusal is not None:
        _put_in_order(line, refusal)
        raise refusal


_Reply = tuple[int, bytes]


def _refusal(envelope: str, to: str, asked: _Reply, offered: _Reply, opened: _Reply) -> smtplib.SMTPException | None:
    if asked[0] != 250:
        return smtplib.SMTPSenderRefused(*asked, envelope)
    if offered[0] not in {250, 251}:
        return smtplib.SMTPRecipientsRefused({to: offered})
    return None if opened[0] == 354 else smtplib.SMTPDataError(*opened)


def _with_an_end(ready: bytes) -> bytes:
    """A line that begins with a dot has one more (RFC 5321, 4.5.2), and a dot alone is the end."""
    quoted = ready.replace(b"\r\n.", b"\r\n..")
    return (
        (b"." if quoted.startswith(b".") else b"") + quoted + (b"" if quoted.endswith(b"\r\n") else b"\r\n") + b".\r\n"
    )


def _put_in_order(line: smtplib.SMTP, refusal: smtplib.SMTPException) -> None:
    """So that the next mail finds the line as it was. A server that goes is let go."""
    codes = [code for code, _words in getattr(refusal, "recipients", {}).values()]
    if 421 in {getattr(refusal, "smtp_code", None), *codes}:
        line.close()
        return
    try:
        line.rset()
    except smtplib.SMTPServerDisconnected:
        line.close()
