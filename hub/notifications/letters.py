"""What a mail says: the app that sends it tells the parts, and one pair of templates makes text and HTML of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.notifications.models import Mailing


@dataclass(frozen=True)
class Item:
    """One thing of several: what it is called, a few lines on it, and its page (absolute)."""

    title: str
    lines: Sequence[str]
    url: str


@dataclass(frozen=True)
class Letter:
    """Plain sentences; nothing in them is markup. ``links``: label and address on this site (absolute), big in HTML.

    ``items``: of a digest. ``stop_url``: takes one POST, from a mail program too, to stop what this mail belongs to
    (RFC 8058). ``own``: of a letter whose words many get, the reader's address for each mark (``frames.mark_of``) that
    stands in it.
    """

    subject: str
    paragraphs: Sequence[str]
    links: Sequence[tuple[str, str]] = ()
    after: Sequence[str] = ()
    items: Sequence[Item] = ()
    stop_url: str = ""
    own: Mapping[str, str] = field(default_factory=dict, compare=False)
    # Whom it goes to, of a kind that finds its reader itself.
    to: str = field(default="", compare=False)


def in_lines(text: str) -> list[str]:
    """A paragraph for each line of what staff wrote; of what others write a paragraph is one line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


# None: it is no longer to be sent (the account is gone, the invitation withdrawn).
Writer = Callable[["Mailing"], Letter | None]
_writers: dict[str, Writer] = {}
_names: dict[str, Any] = {}
_finding: set[str] = set()


def mail_kind(kind: str, name: Any = "", *, finds_reader: bool = False) -> Callable[[Writer], Writer]:
    """Names the function that writes mails of this kind when they are sent, in the language that is active then.

    ``name``: what staff call such a mail. ``finds_reader``: the address must stand in no row; the letter itself brings it
    (``Letter.to``) when it is sent.

    To be used in an app's ``mails.py``. The function reads what is true at that moment by ``mailing.ids`` and
    ``mailing.user``, makes tokens and links, and gives ``None`` for what should no longer be sent.
    """

    def register(writer: Writer) -> Writer:
        if kind in _writers:
            raise ValueError(f"two writers for {kind}")
        _writers[kind] = writer
        _names[kind] = name
        if finds_reader:
            _finding.add(kind)
        return writer

    return register


def writer_of(kind: str) -> Writer | None:
    """None for a kind that no app knows any more."""
    return _writers.get(kind)


def finds_reader(kind: str) -> bool:
    """Whether its letters bring their address themselves."""
    return kind in _finding


def name_of(kind: str) -> str:
    """What staff call such a mail; the kind itself where no app knows it any more."""
    return str(_names.get(kind) or kind)


def kinds() -> frozenset[str]:
    """All kinds that can be written."""
    return frozenset(_writers)
