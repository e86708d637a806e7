"""From when to when an office reads, out of the words for its opening hours."""

import re
import unicodedata
from datetime import time

from events.importing.clock import sessions_in

_DAY = 24 * 60
_DASH = "[~〜～―–—−‐-]"
# Days on which the city's offices are open, or none at all: what else the words may name, the hub can't promise.
_WEEKDAYS = re.compile(
    rf"月(?:曜日?)?\s*(?:{_DASH}|から)\s*金(?:曜日?)?|月[・、]?火[・、]?水[・、]?木[・、]?金(?:曜日?)?|平日|毎日|年中無休"
)
_CLOSED = re.compile(
    r"\([^()]*(?:休|除|のぞ)[^()]*\)|(?:土日|土曜|日曜|土・日|祝|年末年始)[^0-9]*(?:休み?|休館|除く|のぞく)[^0-9]*$"
)
_OTHER_DAY = re.compile(r"[月火水木金土日](?:曜|[・、~〜～―–—−‐-]|\s|$|(?=\d))|祝")


def reading_hours(text: str) -> tuple[time, time] | None:
    """「月〜金 8:30〜17:15」 is 8:30 and 17:15. None where no span, several, or other days than Monday to Friday are named."""
    plain = unicodedata.normalize("NFKC", text).replace("〜", "~")
    bare = _WEEKDAYS.sub(" ", _CLOSED.sub(" ", plain)).strip()
    if _OTHER_DAY.search(bare):
        return None
    spans = sessions_in(bare)
    if len(spans) != 1 or spans[0].end is None or spans[0].end >= _DAY:
        return None
    return time(*divmod(spans[0].start, 60)), time(*divmod(spans[0].end, 60))
