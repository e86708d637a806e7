"""``/find/``: three questions that can each be skipped, for who doesn't know where to show up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from events.circle_filters import with_any_theme
from events.enums import PlaceKind
from events.facets import Flag, Kind, facet, values_of
from events.filters import SelectionForm
from events.lines import Line, line_of
from events.models import Circle, Event, Occurrence, Place
from events.opening import opening_of
from events.periods import When, period_of
from hub.models import Theme, WelcomeMark
from hub.page_cache import public_page
from hub.pages.firms import firms_to_ask
from hub.templatetags.reading import word, words
from hub.vocabulary import words_for, words_of

MOST_SHOWN = 6
MOST_CIRCLES = 3
MOST_WEIGHED = 200
NEAR_STATION_M = 1_000


class Talk(models.TextChoices):
    """How much one would like to talk."""

    NONE = "none", gettext_lazy("話さずにいたい")
    LITTLE = "little", gettext_lazy("少しなら話してもいい")
    MUCH = "much", gettext_lazy("だれかと話したい")


# Welcome marks that make it easy for each answer.
MARKS_OF_TALK: dict[str, tuple[str, ...]] = {
    Talk.NONE: ("silent", "leave", "watch"),
    Talk.LITTLE: ("watch", "leave", "newcomers", "alone"),
    Talk.MUCH: ("alone", "newcomers"),
}


class FindForm(SelectionForm):
    theme = forms.MultipleChoiceField(label=gettext_lazy("何をしたいですか"), required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("いつがいいですか"),
        required=False,
        choices=[c for c in When.choices if c[0] != When.DATES],
    )
    talk = forms.ChoiceField(label=gettext_lazy("どのくらい人と話したいですか"), required=False, choices=Talk.choices)
    town = forms.CharField(
        label=gettext_lazy("お住まいの町（書かなくてもかまいません）"), required=False, max_length=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = words_of(Theme).values()
        self.fields["theme"].choices = [(one.key, word(one)) for one in themes if one.is_active and not one.parent_id]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Suggestion:
    """A place or a date, and why it is shown."""

    place: Place | None
    line: Line | None
    reasons: list[str]
    weight: int
    facets: list[int]
    opening: Any = None

    @property
    def is_sample(self) -> bool:
        thing = self.place or self.line
        return bool(thing and thing.is_sample)


@require_safe
@public_page
def find(request: HttpRequest) -> HttpResponse:
    """Questions first; with an answer, or with all skipped, a few suggestions with their reasons."""
    is_asked = "ask" in request.GET
    form = FindForm(request.GET if is_asked else None)
    suggestions: list[Suggestion] = []
    circles: list[Circle] = []
    if is_asked:
        form.is_valid()
        suggestions = suggest(form.cleaned_data, form.spot, timezone.now())
        circles = _circles(form.cleaned_data, form.spot)
    context = {
        "form": form,
        "is_asked": is_asked,
        "suggestions": suggestions,
        "unmet": _unmet(form.cleaned_data, suggestions) if is_asked else [],
        "chosen": {name: set(request.GET.getlist(name)) for name in form.fields},
        "has_sample": any(one.is_sample for one in suggestions) or any(circle.is_sample for circle in circles),
        "circles": circles,
        "firms": firms_to_ask(),
        "roles_url": _roles_url(form.cleaned_data if is_asked else {}),
    }
    return render(request, "hub/find.html", context)


def _roles_url(answers: dict[str, Any]) -> str:
    """What one can do for others, of the themes that were chosen."""
    query = QueryDict(mutable=True)
    query.setlist("theme", answers.get("theme") or [])
    return f"{reverse('roles:list')}?{query.urlencode()}" if query else reverse("roles:list")


def suggest(answers: dict[str, Any], spot: Any, now: datetime) -> list[Suggestion]:
    """Up to ``MOST_SHOWN`` places and dates, those with the most reasons first. Four queries."""
    wanted = {facet(Kind.THEME, w.pk) for w in words_of(Theme).values() if w.key in (answers.get("theme") or [])}
    marks = MARKS_OF_TALK.get(answers.get("talk") or "", ())
    districts = {facet(Kind.DISTRICT, d.pk) for d in (spot.districts if spot else ())}
    period = period_of(answers.get("when") or When.MONTH, timezone.localdate(now))
    dates = Occurrence.objects.listed().open_for_application(now).upcoming(max(now, period.begin))
    dates = dates.filter(starts_at__gte=now, starts_at__lt=period.end)
    places = Place.objects.listed()
    if spot and not spot.districts:
        near = (spot.latitude, spot.longitude, NEAR_STATION_M)
        dates, places = dates.within(*near), places.within(*near)
    if wanted:
        dates = dates.with_any(sorted(wanted))
    if districts:
        dates, places = dates.with_any(sorted(districts)), places.with_any(sorted(districts))
    found = [
        _date_suggestion(row, wanted, marks, districts, now)
        for row in dates.order_by("starts_at", "pk").for_list()[:MOST_WEIGHED]
    ]
    found += [
        _place_suggestion(row, wanted, marks, districts, now, answers) for row in places.for_list()[:MOST_WEIGHED]
    ]
    found.sort(key=lambda suggestion: -suggestion.weight)
    return _mixed(found)


def _circles(answers: dict[str, Any], spot: Any) -> list[Circle]:
    """Who meets again, of what one likes; in one's own district first. One query."""
    rows = with_any_theme(Circle.objects.listed(), answers.get("theme") or [])
    order: list[Any] = ["reading", "pk"]
    if spot and spot.districts:
        near = models.Q(district__in=[district.pk for district in spot.districts])
        order.insert(0, models.Case(models.When(near, then=0), default=1, output_field=models.IntegerField()))
    return list(rows.only("name", "how_often", "is_sample").order_by(*order)[:MOST_CIRCLES])


def _unmet(answers: dict[str, Any], suggestions: list[Suggestion]) -> list[str]:
    """Which answers nothing on the page fulfils, so that it does not look as if they had been."""
    said: list[str] = []
    themes = [w for w in words_of(Theme).values() if w.key in (answers.get("theme") or [])]
    facets = {facet(Kind.THEME, theme.pk) for theme in themes}
    if themes and not any(facets & set(one.facets) for one in suggestions):
        said.append(_("「%(theme)s」に合うものは、見つかりませんでした") % {"theme": words(themes)})
    if answers.get("when") and not any(one.line for one in suggestions):
        label = str(When(answers["when"]).label)
        said.append(_("「%(when)s」の催しは、見つかりませんでした") % {"when": label})
    return said


def _mixed(found: list[Suggestion]) -> list[Suggestion]:
    """The best, each event once, and not only of one kind where there are both."""
    kept: list[Suggestion] = []
    events: set[str] = set()
    for kind in ("line", "place"):
        mine = [suggestion for suggestion in found if getattr(suggestion, kind)]
        for suggestion in mine:
            if suggestion.line:
                if suggestion.line.url in events:
                    continue
                events.add(suggestion.line.url)
            kept.append(suggestion)
            if len([one for one in kept if getattr(one, kind)]) == MOST_SHOWN // 2:
                break
    return sorted(kept, key=lambda suggestion: -suggestion.weight)


def _shared_reasons(facets: list[int], wanted: set[int], marks: tuple[str, ...], districts: set[int]) -> list[str]:
    reasons: list[str] = []
    if wanted & set(facets):
        names = words(words_for(Theme, values_of(sorted(wanted & set(facets)), Kind.THEME)))
        reasons.append(_("「%(theme)s」に合います") % {"theme": names})
    reasons += [word(mark) for mark in words_for(WelcomeMark, values_of(facets, Kind.MARK)) if mark.key in marks]
    if districts & set(facets):
        reasons.append(_("お住まいの地区にあります"))
    return reasons


def _date_suggestion(
    row: Occurrence, wanted: set[int], marks: tuple[str, ...], districts: set[int], now: datetime
) -> Suggestion:
    event: Event = row.event
    reasons = _shared_reasons(row.facets, wanted, marks, districts)
    if facet(Kind.FLAG, Flag.NO_APPLICATION) in row.facets:
        reasons.append(_("申し込みがいりません"))
    if event.is_free:
        reasons.append(_("無料です"))
    return Suggestion(
        None, line_of(row, now, with_day=True), reasons or [_("近いうちにあります")], len(reasons), row.facets
    )


def _place_suggestion(
    place: Place, wanted: set[int], marks: tuple[str, ...], districts: set[int], now: datetime, answers: dict[str, Any]
) -> Suggestion:
    opening = opening_of(place, now)
    reasons = _shared_reasons(place.facets, wanted, marks, districts)
    if place.is_drop_in and not place.is_to_be_confirmed:
        reasons.append(_("約束なしで寄れます"))
    if opening.is_open and answers.get("when") in {"", None, When.TODAY}:
        reasons.append(_("いま開いています"))
    if place.is_free:
        reasons.append(_("無料です"))
    weight = len(reasons)
    if not reasons:
        is_open_to_all = place.kind == PlaceKind.CIVIC_CENTER
        reasons = [_("地域のだれでも使える建物です") if is_open_to_all else place.get_kind_display()]
    return Suggestion(place, None, reasons, weight, place.facets, opening)
