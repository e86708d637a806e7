"""Files that a professional adds to what they write."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as __

from hub.threads.checking import Limits
from hub.threads.forms import FilesField

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp"


class CaseFilesField(FilesField):
    """PDF and pictures, few of them. The kind is told by the content, and pictures are drawn anew."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ACCEPTED

    def limits(self) -> Limits:
        return Limits(
            settings.HUB_REFERRALS_MOST_FILES,
            settings.HUB_REFERRALS_FILE_BYTES,
            takes_text=False,
            too_many=__("ファイルは%(most)dつまでです。とくに大事なものを選んでください。"),
            too_heavy=__("ファイルは、合わせて%(most)dMBまでです。小さくするか、減らしてください。"),
        )
