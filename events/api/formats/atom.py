"""Atom (RFC 4287): the things of a selection, in its order, for whoever reads news."""

from datetime import UTC, datetime
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from events.api.formats.words import (
    SAMPLE,
    description_of,
    fee_of,
    line,
    lines,
    name_of,
    sample_of,
    sections,
    source_of,
    spoken,
    title_of,
    where_of,
)
from events.enums import PlaceKind
from hub.api.resources import Context, Format

PAGES = (50, 100)
# Of a feed without entries: it must be a date, and not that of the writing.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """Without entries too the same bytes each time."""

    def latest_post_date(self) -> datetime:
        moments: list[datetime] = [item["updateddate"] for item in self.items]
        return max(moments, default=_NEVER)


def write_events(documents: list[dict[str, Any]], context: Context) -> bytes:
    feed = _feed(context)
    for event in documents:
        _add(
            feed, event, title_of(event), sections(("いつ", _when(event)), ("どこで", where_of(event)), ("", description_of(event))),
            author=name_of(event["organizer"]), categories=[*event["themes"], event["category"]],
        )  # fmt: skip
    return _written(feed)


def write_places(documents: list[dict[str, Any]], context: Context) -> bytes:
    feed = _feed(context)
    for place in documents:
        text = sections(
            ("", sample_of(place)),
            ("", line(place["summary"])),
            ("", lines(place["description"])),
            ("はじめての方へ", lines(place["first_visit"])),
            ("開いている時間", line(place["hours_note"])),
            ("どこ", " ".join(filter(None, (line(place[name]) for name in ("address", "building"))))),
            ("料金", fee_of(place)),
            ("電話", place["phone"]),
            ("運営", name_of(place["operator"])),
            ("出典", source_of(place)),
        )
        title = f"{SAMPLE if place['is_sample'] else ''}{line(place['name'])}"
        kind = str(PlaceKind(place["kind"]).label)
        _add(feed, place, title, text, author=name_of(place["operator"]), categories=[*place["themes"], kind])
    return _written(feed)


def _feed(context: Context) -> _Feed:
    # An author of its own speaks for the entries that have none, as the format demands.
    return _Feed(
        title=context.title, link=context.page_url, feed_url=context.url, description=None, language="ja",
        author_name="つながりハブ", feed_guid=context.url,
    )  # fmt: skip


def _add(feed: _Feed, thing: dict[str, Any], title: str, text: str, *, author: str, categories: list[str]) -> None:
    published = thing["published_at"] or thing["updated_at"]
    feed.add_item(
        title=title,
        link=thing["page_url"],
        # A summary is HTML to its readers.
        description=linebreaksbr(text),
        unique_id=thing["page_url"],
        pubdate=datetime.fromisoformat(published),
        updateddate=datetime.fromisoformat(thing["updated_at"]),
        author_name=author or None,
        categories=list(dict.fromkeys(word for word in map(line, categories) if word)),
        item_copyright=source_of(thing) or thing["terms_url"],
    )


def _when(event: dict[str, Any]) -> str:
    """The first dates in words, and how many follow."""
    shown = []
    for occurrence in event["occurrences"][:5]:
        starts_at = datetime.fromisoformat(occurrence["starts_at"])
        change = {"cancelled": "（中止）", "moved": "（日時変更）"}.get(occurrence["state"], "")
        shown.append(spoken(starts_at, has_time=occurrence["has_time"]) + change)
    more = len(event["occurrences"]) - len(shown)
    return "、".join(shown) + (f" ほか{more}回" if more > 0 else "")


def _written(feed: _Feed) -> bytes:
    return str(feed.writeString("utf-8")).encode()


def _format(write: Any) -> Format:
    return Format(
        name="atom",
        media_type="application/atom+xml",
        title=_("新着（Atom）"),
        write=write,
        pages=PAGES,
        order=("-published_at", "-pk"),
    )


EVENTS_ATOM = _format(write_events)
PLACES_ATOM = _format(write_places)
