"""The guards that every test runs under do stop what they are there to stop."""

import socket
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template, engines
from django.template.base import Origin
from django.template.loader import get_template

from hub.settings.base import BASE_DIR
from tests.network import OutsideNetworkError
from tests.templates import UnknownVariableError


def _template(text: str, path: str) -> Template:
    engine = engines["django"].engine
    return Template(text, origin=Origin(name=path, template_name="t.html"), name="t.html", engine=engine)


@pytest.mark.parametrize(
    "text",
    [
        "{{ missing }}",
        "{{ there.missing }}",
        '{{ missing|default:"x" }}',
        "{% with x=missing %}{{ x }}{% endwith %}",
        "{% load i18n %}{% blocktranslate %}{{ missing }}{% endblocktranslate %}",
        "{% if there %}{{ missing }}{% endif %}",
    ],
)
def test_an_unknown_variable_in_our_template_is_an_error(text: str) -> None:
    template = _template(text, str(BASE_DIR / "templates" / "t.html"))
    with pytest.raises(UnknownVariableError, match=r"t\.html: \{\{ (there\.)?missing"):
        template.render(Context({"there": object()}))


def test_so_it_is_after_a_test_that_changed_the_templates(settings: Any, tmp_path: Path) -> None:
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [first | {"DIRS": [tmp_path, *first["DIRS"]]}, *others]
    with pytest.raises(UnknownVariableError):
        _template("{{ missing }}", str(BASE_DIR / "templates" / "t.html")).render(Context({}))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ there }}", "1"),
        ("{% if missing %}a{% else %}b{% endif %}", "b"),
        ("{% for x in missing %}a{% empty %}b{% endfor %}", "b"),
        ('{{ none|default_if_none:"-" }}', "-"),
    ],
)
def test_asking_whether_something_is_there_is_none(text: str, written: str) -> None:
    template = _template(text, str(BASE_DIR / "templates" / "t.html"))
    assert template.render(Context({"there": 1, "none": None})) == written


def test_templates_of_libraries_keep_their_ways() -> None:
    path = str(BASE_DIR / ".venv" / "lib" / "site-packages" / "admin" / "t.html")
    assert _template('[{{ missing }}{{ missing|default:"x" }}]', path).render(Context()) == "[x]"
    assert "django/contrib" in get_template("admin/base.html").origin.name


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_another_host_is_out_of_reach(host: str) -> None:
    with pytest.raises(OutsideNetworkError):
        socket.create_connection((host, 80), timeout=1)


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
