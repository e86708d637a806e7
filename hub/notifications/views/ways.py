"""``/notices/``: what one can be told of, and where it is asked for; the city's own news are chosen here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.areas.models import District
from hub.models import Audience, Theme
from hub.notifications.forms import CityForm
from hub.page_cache import public_page
from hub.templatetags.reading import word
from hub.vocabulary import words_of


@require_safe
@public_page
def ways(request: HttpRequest) -> HttpResponse:
    """``?theme=go``: ticked already, for who comes back to choose otherwise. The choice itself is sent on, not here."""
    choices = _choices()
    initial: dict[str, Any] = {name: request.GET.getlist(name) for name in ("theme", "audience")}
    form = CityForm(choices=choices, initial=initial | {"district": request.GET.get("district", "")})
    return render(request, "notices/ways.html", {"form": form})


def _choices() -> dict[str, list[tuple[str, str]]]:
    districts = District.objects.slim().current()
    return {
        "theme": [(one.key, word(one)) for one in words_of(Theme).values()],
        # What is for everybody fits everybody; it is nothing to choose.
        "audience": [(one.key, word(one)) for one in words_of(Audience).values() if one.key != "everyone"],
        "district": [("", _("市内ぜんぶ")), *((str(one.pk), one.name) for one in districts)],
    }
