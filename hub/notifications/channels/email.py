"""By mail."""

from hub.notifications.channels.ways import AwayError
from hub.notifications.mail_server import MailServer, ServerAwayError
from hub.notifications.models import Mailing
from hub.notifications.writing import write_message


class EmailChannel:
    """A mail server can't say that it took a mail before: the same Message-ID is all that we can give it."""

    together = 1

    def __init__(self) -> None:
        self._server = MailServer()

    def send(self, mailing: Mailing) -> bool:
        message = write_message(mailing)
        if message is None:
            return False
        try:
            self._server.send(message)
        except ServerAwayError as error:
            raise AwayError(str(error)) from error
        return True

    def close(self) -> None:
        self._server.close()
