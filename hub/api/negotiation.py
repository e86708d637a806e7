"""In which form a selection is wanted: ``?format=``, else what ``Accept`` likes best, else JSON."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.api.problems import ProblemError, invalid_parameter
from hub.api.resources import Format

JSON = "json"


def format_of(request: HttpRequest, formats: Mapping[str, Format]) -> Format | None:
    """None for JSON. Raises the problem of a form that there is none of."""
    named = request.GET.get("format", "")
    if named:
        if named not in {JSON, *formats}:
            allowed = "、".join((JSON, *formats))
            raise invalid_parameter("format", _("使えるもの：%(names)s") % {"names": allowed})
        return formats.get(named)
    wanted = request.headers.get("Accept", "")
    if not wanted or wanted == "*/*" or "application/json" in wanted:
        return None
    return _best(wanted, formats)


def _best(wanted: str, formats: Mapping[str, Format]) -> Format | None:
    by_type = {form.media_type.split(";")[0]: form for form in reversed(list(formats.values()))}
    ranges = sorted(map(_range, wanted.split(",")), key=lambda one: -one[1])
    for media_type, weight in ranges:
        if weight <= 0:
            continue
        if media_type in by_type:
            return by_type[media_type]
        # A browser that one opens the address in shows JSON well.
        if media_type in {"*/*", "application/*", "text/html", "application/problem+json"}:
            return None
    raise ProblemError(
        "not-acceptable", _("使えるもの：%(names)s") % {"names": "、".join(["application/json", *by_type])}
    )


def _range(text: str) -> tuple[str, float]:
    media_type, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return media_type, min(1.0, float(weight))
    except ValueError:
        return media_type, 0.0
