"""JSON-LD of schema.org, as a file and within a page."""

import json
from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hub.api.resources import Context, Format

CONTEXT = "https://schema.org"
# Ends no element and begins no comment within a page; the line separators end a string in old scripts.
_ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})

Thing = dict[str, Any]


def without_blanks(**said: Any) -> Thing:
    """A thing without what nobody said. False and 0 are said."""
    return {
        f"@{name[3:]}" if name.startswith("at_") else name: value
        for name, value in said.items()
        if value not in ("", None, [], {})
    }


def text_of(things: list[Thing]) -> str:
    """Inert within HTML too."""
    linked = {"@context": CONTEXT, "@graph": things}
    return json.dumps(linked, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ESCAPES)


def block(things: list[Thing]) -> SafeString:
    """A block of data for the head of a page. Browsers don't execute it, so ``script-src`` says nothing about it."""
    return mark_safe(f'<script type="application/ld+json">{text_of(things)}</script>') if things else SafeString()  # noqa: S308


def source_of(document: Thing) -> Thing:
    """Where it is from, and under which terms it may be used: of the page, since no event has a licence."""
    source, licence = document.get("source", ""), document.get("license", "")
    return without_blanks(
        at_type="WebPage",
        url=document["page_url"],
        license=document["terms_url"],
        creditText=f"{source}（{licence}）" if source and licence else source or licence,
        inLanguage="ja",
        dateModified=document.get("updated_at"),
        datePublished=document.get("published_at"),
    )


def json_ld(things_of: Callable[[Thing], list[Thing]], *expand: str, has_dates: bool = False) -> Format:
    def write(documents: list[Thing], _context: Context) -> bytes:
        return text_of([thing for document in documents for thing in things_of(document)]).encode()

    return Format(
        name="jsonld",
        media_type="application/ld+json",
        title=_("JSON-LD（schema.org）"),
        write=write,
        expand=expand,
        suffix="jsonld",
        has_dates=has_dates,
    )


def organization(document: Thing) -> list[Thing]:
    """A registered organisation as its page shows it."""
    is_sample = document["is_sample"]
    return [
        without_blanks(
            at_type="Organization",
            at_id=document["url"],
            name=f"【見本】{document['name']}" if is_sample else document["name"],
            description=document["description"],
            url=document["page_url"],
            sameAs=document["website_url"],
            telephone=document["phone"],
            email=document["email"],
            address=document["address"],
            identifier=_corporate_number(document["corporate_number"]),
            disambiguatingDescription="見本です。" if is_sample else "",
            subjectOf=source_of(document),
        )
    ]


def _corporate_number(number: str) -> Thing | None:
    return {"@type": "PropertyValue", "propertyID": "法人番号", "value": number} if number else None
