"""What people write of themselves."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def change_profile(user: "User", *, display_name: str, language: str) -> None:
    """The nickname that members of one's organisations see, and the language of one's mails."""
    user.display_name, user.language = display_name.strip(), language
    user.save(update_fields=["display_name", "language"])


def keep_wish(user: "User", path: str) -> None:
    """Where they were on the way to when they signed up; nothing but a path of this site, and not a page of signing in.

    It is kept with the account, since the mail's link may be opened in another browser, and stands in no link.
    """
    longest = user._meta.get_field("came_for").max_length or 0
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    if is_ours and len(path) <= longest and "\x00" not in path and not path.startswith("/accounts/"):
        user.came_for = path
        user.save(update_fields=["came_for"])


def forget_wish(user: "User") -> None:
    """They have signed in, and are led there."""
    if user.came_for:
        user.came_for = ""
        user.save(update_fields=["came_for"])
