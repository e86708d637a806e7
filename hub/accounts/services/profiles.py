"""What people write of themselves."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from hub.accounts.models import User

# Where somebody may be on the way to. Who reads the table learns from it no address that opens something.
_WISHED = (
    "/find/",
    "/events/",
    "/places/",
    "/organizations/",
    "/partners/",
    "/needs/",
    "/roles/",
    "/notices/new/",
    "/me/",
)
_SECRETS = frozenset({"token", "code"})
WISH_DAYS = 30


@transaction.atomic
def change_profile(user: User, *, display_name: str, language: str) -> None:
    """The nickname that members of one's organisations see, and the language of one's mails."""
    user.display_name, user.language = display_name.strip(), language
    user.save(update_fields=["display_name", "language"])


def keep_wish(user: User, path: str) -> None:
    """Where they were on the way to when they signed up: a page of this site, whose address is no secret.

    It is kept with the account, since the mail's link may be opened in another browser, and stands in no link.
    """
    longest = user._meta.get_field("came_for").max_length or 0
    if len(path) <= longest and "\x00" not in path and _is_open(path):
        user.came_for = path
        user.save(update_fields=["came_for"])


def _is_open(path: str) -> bool:
    if not path.startswith(_WISHED) or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return False
    try:
        return not _SECRETS & resolve(urlsplit(path).path).kwargs.keys()
    except Resolver404:
        return False


def forget_wish(user: User) -> None:
    """They have signed in, and are led there."""
    if user.came_for:
        user.came_for = ""
        user.save(update_fields=["came_for"])


def forget_old_wishes(now: datetime | None = None) -> int:
    """Of those who signed up long ago and never came. Returns how many; for the beat."""
    before = (now or timezone.now()) - timedelta(days=WISH_DAYS)
    return User.objects.filter(date_joined__lt=before).exclude(came_for="").update(came_for="")
