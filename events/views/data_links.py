"""The selection of a list as data: the same query at the addresses of the feed."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hub.api.resources import Resource, registered
from hub.selection import Selection


@dataclass(frozen=True)
class DataLink:
    """One form of the selection. ``media_type``: where programs look for it in the head of the page."""

    label: str
    url: str
    media_type: str = ""
    head_url: str = ""


def events_as_data(selection: Selection) -> dict[str, Any]:
    """JSON and calendar by date; what is new and tables by event, of those that have a date to come."""
    events, coming = _list("events"), {"upcoming": "1"}
    links = [
        _link("JSON", _list("occurrences"), selection),
        _calendar(events, selection, coming),
        _link(_("Atom（新着）"), events, selection, "atom", **coming),
        _link("CSV", events, selection, "csv", **coming),
    ]
    return {"data_links": [link for link in links if link]}


def places_as_data(selection: Selection) -> dict[str, Any]:
    places = _list("places")
    links = [
        _link("JSON", places, selection),
        _link(_("Atom（新着）"), places, selection, "atom"),
        _link("CSV", places, selection, "csv"),
    ]
    return {"data_links": [link for link in links if link]}


def as_data(selection: Selection, name: str) -> dict[str, Any]:
    """Of another app's list: JSON and the table."""
    resource = _list(name)
    links = [_link("JSON", resource, selection), _link("CSV", resource, selection, "csv")]
    return {"data_links": [link for link in links if link]}


def _list(name: str) -> Resource:
    return next(one for one in registered() if one.name == name)


def _link(label: str, resource: Resource, selection: Selection, form: str = "", **more: str) -> DataLink | None:
    if form and form not in resource.formats:
        return None
    url = selection.at(resource.path, **_without_effect(selection), **({"format": form} if form else {}), **more)
    media_type = resource.formats[form].media_type.split(";")[0] if form == "atom" else ""
    return DataLink(label, url, media_type, url)


def _without_effect(selection: Selection) -> dict[str, None]:
    """What a form of the page sends along without meaning anything, and the feed would not pass over."""
    left_out = []
    if not selection.values("town"):
        left_out += ["radius"] if selection.values("district") else ["radius", "near"]
    if selection.values("since") or selection.values("until"):
        left_out.append("when")
    return dict.fromkeys(left_out)


def _calendar(resource: Resource, selection: Selection, more: dict[str, str]) -> DataLink | None:
    """To subscribe to: a program keeps it up to date."""
    link = _link(_("カレンダーに登録"), resource, selection, "ics", **more)
    if link is None:
        return None
    url = "webcal://" + settings.SITE_URL.partition("://")[2] + link.url
    return DataLink(link.label, url, resource.formats["ics"].media_type.split(";")[0], link.url)
