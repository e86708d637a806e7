"""Pages of members, below the address of their organisation."""

from django.urls import path

from events.views.writing.acts import DATE_ACTS, THING_ACTS, act_on_date, act_on_thing
from events.views.writing.picture import picture
from events.views.writing.thing import preview, thing
from events.views.writing.things import things
from events.views.writing.writing import edit, new

app_name = "writing"

_FOR_EVENTS = {"publish", "copy"}

urlpatterns = [path("things/", things, name="things")]
for _kind in ("event", "place"):
    _below = f"{_kind}s/<int:pk>/"
    urlpatterns += [
        path(f"{_kind}s/new/", new, {"kind": _kind}, name=f"{_kind}_new"),
        path(_below, thing, {"kind": _kind}, name=_kind),
        path(f"{_below}edit/", edit, {"kind": _kind}, name=f"{_kind}_edit"),
        path(f"{_below}picture/", picture, {"kind": _kind}, name=f"{_kind}_picture"),
        path(f"{_below}preview/", preview, {"kind": _kind}, name=f"{_kind}_preview"),
        *(
            path(f"{_below}{_act.name}/", act_on_thing(_kind, _act), name=f"{_kind}_{_act.name}")
            for _act in THING_ACTS
            if _kind == "event" or _act.name not in _FOR_EVENTS
        ),
    ]
urlpatterns += [
    path(f"events/<int:pk>/dates/<int:date_pk>/{_act.name}/", act_on_date(_act), name=f"date_{_act.name}")
    for _act in DATE_ACTS
]
