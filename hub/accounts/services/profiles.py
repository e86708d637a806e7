"""What people write of themselves."""

from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def change_profile(user: "User", *, display_name: str, language: str) -> None:
    """The nickname that members of one's organisations see, and the language of one's mails."""
    user.display_name, user.language = display_name.strip(), language
    user.save(update_fields=["display_name", "language"])
