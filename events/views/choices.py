"""Filters as a page shows them: options with their state, and the chips that take a condition off."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.filters import SharedFilter
from events.periods import When
from events.views.area import border_choices, near_url
from hub.areas.snapshots import CITY
from hub.changes import generation_of
from hub.fragments import Fragments
from hub.selection import Chip, Choice, Selection
from hub.templatetags.reading import listed, plain_day
from hub.vocabulary import vocabulary_version

_forms = Fragments(300)
MOST_DISTRICTS_NAMED = 2


def options(filterset: SharedFilter, selection: Selection, name: str) -> list[Choice]:
    """The options of a choice, ticked where they are in the selection."""
    field: Any = filterset.form.fields[name]
    chosen = set(selection.values(name))
    return [Choice(str(value), str(label), str(value) in chosen) for value, label in field.choices if str(value) != ""]


def groups(filterset: SharedFilter, selection: Selection, names: tuple[str, ...]) -> dict[str, list[Choice]]:
    """Options of several filters by name."""
    return {name: options(filterset, selection, name) for name in names}


def filters_html(
    request: HttpRequest, filterset: SharedFilter, selection: Selection, names: tuple[str, ...]
) -> SafeString:
    """The form of the filters. Without an error it depends on the address and the words alone, and is kept."""

    def rendered() -> SafeString:
        context = {
            "form": filterset.form,
            "selection": selection,
            "options": groups(filterset, selection, names),
            "path": request.path,
        }
        return render_to_string("events/_filters.html", context)

    if filterset.form.errors:
        return rendered()
    key = ("filters", selection.url(page=None, month=None), get_language(), vocabulary_version(), generation_of(CITY))
    return SafeString(_forms.get(key, rendered))


def list_context(
    request: HttpRequest, filterset: SharedFilter, selection: Selection, names: tuple[str, ...]
) -> dict[str, Any]:
    """What every form of a list shows of its selection. ``names``: the filters with options."""
    return {
        "selection": selection,
        "form": filterset.form,
        "chips": chips(filterset, selection),
        "filters": filters_html(request, filterset, selection, names),
        "near_url": near_url(filterset, selection),
        "border_choices": border_choices(filterset, selection),
    }


def chips(filterset: SharedFilter, selection: Selection) -> list[Chip]:
    """What is applied, in the order of the form. What was not understood is no condition and has no chip."""
    found: list[Chip] = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name)
        if not value or name == "radius" or (name == "near" and not filterset.district_keys()):
            continue
        if name == "when" and value == When.DATES:
            continue  # the days themselves are the condition
        if isinstance(field, forms.MultipleChoiceField):
            choices: Any = field.choices
            labels = {str(key): str(label) for key, label in choices}
            found += [Chip(labels[one], selection.without(name, one)) for one in value]
        elif name == "town":
            found.append(Chip(_town_label(filterset), selection.url(town=None, radius=None)))
        elif isinstance(field, forms.BooleanField):
            found.append(Chip(str(field.label), selection.url(**{name: None})))
        else:
            found.append(Chip(_one_label(name, field, value), selection.url(**{name: None})))
    return found


def _town_label(filterset: SharedFilter) -> str:
    data = filterset.form.cleaned_data
    spot = filterset.form.spot
    radius = data.get("radius") or ("" if spot.districts else "1000")
    if radius:
        return _("%(place)sから%(radius)sm以内") % {"place": spot.name, "radius": f"{int(radius):,}"}
    names = [district.name for district in spot.districts]
    if spot.name in names or len(names) > MOST_DISTRICTS_NAMED:
        return str(spot.name)
    return _("%(place)s（%(districts)s）") % {"place": spot.name, "districts": listed(names)}


def _one_label(name: str, field: Any, value: Any) -> str:
    if name == "q":
        return _("「%(word)s」") % {"word": value}
    if name in {"since", "until"}:
        label = _("%(day)sから") if name == "since" else _("%(day)sまで")
        return label % {"day": plain_day(value)}
    labels = dict(field.choices)
    return str(labels.get(value, value))
