"""The programs of ``docs/examples``, shown and given away: who reads the feed begins with what works."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

FOLDER = settings.BASE_DIR / "docs" / "examples"


@dataclass(frozen=True)
class Program:
    """``command``: how it is run, with this hub's address."""

    name: str
    title: Any
    purpose: Any
    needs: Any
    command: str
    text: str

    @property
    def lines(self) -> int:
        return self.text.count("\n")


def _program(name: str, title: Any, purpose: Any, needs: Any, command: str) -> Program:
    return Program(name, title, purpose, needs, command, (FOLDER / name).read_text(encoding="utf-8"))


_PYTHON = _("Python 3.9 以上だけで動きます。")
_SITE = settings.SITE_URL
# Read once, when the hub starts: an image without them does not start.
PROGRAMS = {
    one.name: one
    for one in (
        _program(
            "mirror.py", _("写しを作って、追いかける"),
            _("場と催しの写しを SQLite に作り、ずれないように追いかけます。いつ止めても、続きから始まります。"), _PYTHON,
            f"python3 mirror.py {_SITE} mirror.sqlite3 --once",
        ),
        _program(
            "notice_board.py", _("掲示板の画面"),
            _("ある地区の、今日これからの催しを、画面に出す文字にします。21 は地区の番号です。"), _PYTHON,
            f"python3 notice_board.py {_SITE} 21",
        ),
        _program(
            "curl.sh", _("curl で読む"), _("今日の催し、変更、カレンダーを、ひとつずつ読みます。"),
            _("curl だけで動きます。"), f"sh curl.sh {_SITE}",
        ),
    )
}  # fmt: skip
