"""Forms as HTML: the same by Jinja2 as by Django's own templates."""

import html
import re

import pytest
from django.forms import Form
from django.forms.renderers import BaseRenderer, DjangoTemplates

from events.forms.event import EventForm
from events.forms.place import PlaceForm
from events.models import Event, Place
from hub.accounts.forms.entrance import LoginForm
from hub.accounts.models import Organization
from hub.form_renderer import FormRenderer

_HOSTILE = "</textarea>\"><script>alert('1')</script>&amp; {{ 7 }} {% now %}"


def _forms() -> list[Form]:
    sent = {"title": _HOSTILE, "summary": _HOSTILE, "login": _HOSTILE, "welcome_marks": [_HOSTILE]}
    organization = Organization(pk=1)
    return [
        EventForm(instance=Event(title=_HOSTILE), organization=organization),
        EventForm(sent, instance=Event(), organization=organization),
        PlaceForm(sent, instance=Place(), organization=organization),
        LoginForm(),
        LoginForm(sent),
    ]


def _rendered(renderer: BaseRenderer) -> list[str]:
    shown = []
    for form in _forms():
        form.renderer = renderer
        text = html.unescape(form.as_div()).replace("\n", " ")
        shown.append(re.sub(r"(?<=>) +| +(?=[<>])", "", text))
    return shown


@pytest.mark.django_db
def test_both_engines_say_the_same() -> None:
    ours = _rendered(FormRenderer())
    assert ours == _rendered(DjangoTemplates())
    assert [text.count("<textarea") > 2 for text in ours] == [True, True, True, False, False]


@pytest.mark.django_db
def test_what_is_typed_stays_text() -> None:
    for form in _forms():
        assert "<script>" not in str(form)
