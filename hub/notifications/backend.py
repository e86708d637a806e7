"""Django's way to the mail server, with a way to let go of a connection that is broken."""

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
        """A mail that is built already. Raises as Django's own way does."""
        if self.connection is None:
            return False
        self.connection.sendmail(message.envelope, message.to, message.ready)
        return True

    def let_go(self) -> None:
        """Closes without the farewell, for which a server that hangs would let us wait."""
        lines: list[Any] = [self.connection, self._partial_connection]
        self.connection = self._partial_connection = None
        for line in lines:
            if line is not None:
                line.close()
