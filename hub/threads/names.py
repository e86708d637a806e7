"""What a file that somebody sent is called when it is shown and taken home."""

import re
import unicodedata

from django.utils.translation import gettext as _

from hub.unseen import without_unseen

_MOST = 80
# What no disk takes, or takes for a folder; and what a header or a page might stumble over.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%\u2028\u2029]+')
_ENDING = re.compile(r"\.[^.\s]{1,10}$")
# Names of machines' parts on Windows.
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def tidy_name(sent: str, ending: str) -> str:
    """A plain name with the ending of what the file is: no path, nothing unseen, not too long."""
    stem = unicodedata.normalize("NFC", sent.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", ""))
    stem = _ENDING.sub("", " ".join(without_unseen(_NOT_IN_NAMES.sub(" ", stem)).split()))
    while ending and stem.lower().endswith(ending):
        stem = stem[: -len(ending)]
    stem = stem.strip(" .")[:_MOST].strip(" .")
    if not stem:
        stem = _("ファイル")
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}{ending}"


def ending_of(sent: str) -> str:
    """As it was sent, in small letters, with its point; empty where there is none."""
    found = _ENDING.search(unicodedata.normalize("NFKC", sent.strip()))
    return found[0].lower() if found else ""
