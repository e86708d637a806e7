"""備考 as the import fills it: lines that name a column, taken out one by one."""

import re
from collections.abc import Callable

from events.importing.cells import column_named_in, named

_CUT = "…"
_COLON = re.compile("[:：]")


def unmistakable(note: str) -> str:
    """Lines of a note that a reader of the list would take for the cell of a column (「料金: 500円」) say that they are
    no more than a note."""
    return "\n".join(
        _COLON.sub("（補足）:", line, count=1) if column_named_in(line) else line for line in note.split("\n")
    )


class Remarks:
    """``text`` is what is left, with what a file has to say besides."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._taken = 0

    def take(self, column: str, *, unless: Callable[[str], bool] = lambda _text: False) -> str:
        """What the last line for a column says, which leaves; nothing where there is none."""
        begin = named(column, "")
        for number in range(len(self._lines) - 1, -1, -1):
            words = self._lines[number].removeprefix(begin)
            if words and words != self._lines[number] and not unless(words):
                self._taken += len(self._lines.pop(number)) + 1
                return words
        return ""

    def text(self, additions: list[tuple[str, str]], *, room: int) -> str:
        """``additions``: lines with the sign by which they are known again, so that none is said twice. What was taken
        comes back when the file is read, so it needs its room too."""
        new = [text for sign, text in additions if not any(line.startswith(sign) for line in self._lines)]
        left = max(0, room - self._taken - sum(len(text) + 1 for text in new))
        rest = unmistakable("\n".join(self._lines).strip())
        if len(rest) > left:
            rest = rest[: max(0, left - len(_CUT))] + _CUT
        return "\n".join(filter(None, [rest, *new]))
