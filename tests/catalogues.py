"""The catalogues of ``locale/`` as their files say, read by the standard library alone."""

import ast
import re
from dataclasses import dataclass, field
from gettext import GNUTranslations
from pathlib import Path

from django.conf import settings

LANGUAGES = ["en", "ja_X-easy"]
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')


@dataclass
class Message:
    """One entry: what is translated, and its translation by plural form."""

    parts: dict[str, str] = field(default_factory=dict)
    flags: str = ""

    @property
    def texts(self) -> list[str]:
        return [text for key, text in self.parts.items() if key.startswith("msgstr")]

    @property
    def key(self) -> str:
        """As a compiled catalogue names it."""
        context = self.parts.get("msgctxt")
        return f"{context}\x04{self.parts['msgid']}" if context else self.parts["msgid"]


def path_of(language: str, ending: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def messages(language: str) -> list[Message]:
    """Every entry but the head."""
    found: list[Message] = []
    for block in path_of(language, "po").read_text(encoding="utf-8").split("\n\n"):
        message, last = Message(), ""
        for line in block.splitlines():
            said = _LINE.fullmatch(line)
            if line.startswith("#,"):
                message.flags += line
            elif said:
                last = said[1]
                message.parts[last] = ast.literal_eval(said[2])
            elif line.startswith('"'):
                message.parts[last] += ast.literal_eval(line)
        if message.parts.get("msgid"):
            found.append(message)
    return found


def compiled(language: str) -> GNUTranslations:
    with path_of(language, "mo").open("rb") as file:
        return GNUTranslations(file)
