"""The words beside the box to tick."""

from django import forms
from django.utils import translation

from hub import terms
from tests.markup import parse


class _Form(forms.Form):
    agrees = forms.BooleanField(label=terms.AGREEMENT)


def test_the_label_leads_to_the_terms() -> None:
    page = parse(str(_Form()["agrees"].label_tag()))
    assert page.link("利用のきまり") == "/about/terms/"
    assert page.text.rstrip(":：") == "利用のきまりを読みました。守ります。"


def test_it_follows_the_language_of_the_reader() -> None:
    with translation.override("en"):
        assert parse(str(_Form()["agrees"].label)).all("a")[0].attributes["href"] == "/about/terms/"
