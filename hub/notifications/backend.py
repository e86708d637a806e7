"""Django's way to the mail server, with a way to let go of a connection that is broken."""

from typing import Any

from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    def let_go(self) -> None:
        """Closes without the farewell, for which a server that hangs would let us wait."""
        lines: list[Any] = [self.connection, self._partial_connection]
        self.connection = self._partial_connection = None
        for line in lines:
            if line is not None:
                line.close()
