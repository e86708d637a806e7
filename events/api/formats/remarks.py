"""備考 as the import fills it: lines that name a column, taken out one by one."""

from collections.abc import Callable

from events.importing.cells import named

_CUT = "…"


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
        rest = "\n".join(self._lines).strip()
        if len(rest) > left:
            rest = rest[: max(0, left - len(_CUT))] + _CUT
        return "\n".join(filter(None, [rest, *new]))
