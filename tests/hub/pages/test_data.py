"""``/data/``: the pages say what is registered, their examples work, their links lead somewhere."""

import json
import shlex
from urllib.parse import urlsplit

import pytest
from django.conf import settings as of_the_hub
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from events.enums import Feature
from hub.api.problems import KINDS
from hub.api.resources import registered
from hub.changes import record_changes
from hub.models import Audience, ChangeAction, Theme, WelcomeMark
from tests.events.published import published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import get
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.areas.factories import DistrictFactory, TownFactory
from tests.indicators.plans import indicator
from tests.markup import Node, parse
from tests.partners.cocreation import project, role
from tests.partners.needs import need
from tests.partners.registrations import registration

pytestmark = pytest.mark.django_db

PAGES = {
    "/data/": "データで使う",
    "/data/api/": "一覧と項目",
    "/data/formats/": "形式",
    "/data/changes/": "変更を追いかける",
    "/data/examples/": "プログラムの例",
    "/data/writing/": "プログラムから書く",
    "/data/problems/": "エラー",
}


@pytest.fixture(autouse=True)
def _plenty(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10_000, "token": 10_000}


@pytest.fixture
def _things(now: None) -> None:
    for number, model in enumerate((Theme, Audience, WelcomeMark)):
        model.objects.get_or_create(key=f"key-{number}", defaults={"name": f"言葉{number}"})
    district = DistrictFactory.create(name="ひとつめ中学校区", column=0)
    town = TownFactory.create(name="まち町")
    place = published_place("ひだまりの家", is_free=True, district=district, town=town, open_on=range(7))
    published_event("今日の会", at(11, 25, 23), place=place, district=district, town=town)
    published_event("お茶会 <b>&\"'", at(12, 5), place=place, district=district, town=town, summary="お茶")
    registration("approved", organization=OrganizationFactory(verified=True))
    need()
    project()
    role()
    indicator("places", ("value", 12, 2026))


def _path(url: str) -> str:
    parts = urlsplit(url)
    assert parts.scheme in {"", "http", "webcal"}
    assert parts.netloc in {"", "testserver"}
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.parametrize(("address", "heading"), PAGES.items())
@pytest.mark.parametrize("is_empty", [True, False])
def test_a_page(client: Client, request: pytest.FixtureRequest, address: str, heading: str, is_empty: bool) -> None:
    if not is_empty:
        request.getfixturevalue("_things")
    page = get(client, address)
    assert page.one("h1").text == heading
    assert [link.attributes["href"] for link in page.one("nav", "parts").all("a")] == [
        *PAGES,
        reverse("api:schema"),
    ]
    assert page.one("nav", "parts").one("a", **{"aria-current": "page"}).attributes["href"] == address


@pytest.mark.usefixtures("_things")
@pytest.mark.parametrize("address", [*PAGES, "/events/", "/places/", "/about/terms/"])
def test_every_link_leads_somewhere(client: Client, address: str) -> None:
    """To an answer, and where it names a part of a page, to that part."""
    links = {link.attributes["href"] for link in get(client, address).one("main").all("a")}
    broken = []
    for link in sorted(links):
        path, _hash, part = link.partition("#")
        answer = client.get(_path(path) or address)
        if answer.status_code not in {200, 302}:
            broken.append((link, answer.status_code))
        elif part and part not in {node.attributes.get("id") for node in parse(answer).walk()}:
            broken.append((link, 0))
    assert broken == []


@pytest.mark.usefixtures("_things")
def test_each_use_has_its_address_and_what_it_says_now(client: Client) -> None:
    uses = get(client, "/data/").all("section", "use")
    shown = {use.one("h3").text: (use.all("a")[0].attributes["href"], use.one("pre").text) for use in uses}
    assert list(shown) == [
        "住む人のカレンダー", "町の掲示板の画面", "LINEなどで答えるボット", "地域の新聞、情報紙", "市のオープンデータのページ",
    ]  # fmt: skip
    assert [who for who, (_url, text) in shown.items() if "今日の会" not in text and "お茶会" not in text] == []
    for url, _text in shown.values():
        assert client.get(_path(url)).status_code == 200
        assert url.startswith(of_the_hub.SITE_URL)
    [subscribe] = [use.link("カレンダーに登録する") for use in uses if "カレンダーに登録する" in use.text]
    assert subscribe == shown["住む人のカレンダー"][0].replace("http://", "webcal://")


def test_the_terms_stand_where_every_document_says(client: Client) -> None:
    page = get(client, "/data/")
    for part in ("terms", "versions", "limits", "changes"):
        assert page.one("h2", id=part)
    text = page.text
    assert [word for word in ("24か月", "6か月", "Deprecation", "Sunset", "60回", "is_sample") if word not in text] == [
        "60回"
    ]  # the test's own limit
    assert "10000回" in text.replace(",", "")


@pytest.mark.usefixtures("_things")
def test_the_reference_names_all_that_is_registered(client: Client) -> None:
    page = get(client, "/data/api/")
    sections = {section.one("h2").attributes["id"]: section for section in page.all("section", "use")}
    assert list(sections) == [one.name for one in registered()]
    for one in registered():
        named = [_names(block) for block in sections[one.name].all("dl", "names")]
        filters = list(one.filterset.base_filters) if one.filterset else []
        assert named == [*([filters] if filters else []), list(one.serializer().fields)], one.name
        codes = {code.text for code in sections[one.name].one("p", "hint").all("code")}
        assert codes == {*one.document.order, "json", *one.formats, *one.expand}


def _names(block: Node) -> list[str]:
    return [name.text for name in block.all("dt")]


@pytest.mark.usefixtures("_things")
def test_the_reference_says_what_each_field_and_filter_is(client: Client) -> None:
    page = get(client, "/data/api/")
    unsaid = [
        (section.one("h2").text, row.one("dt").text)
        for section in page.all("section", "use")
        for row in section.all("dl", "names")
        for row in row.all("div")
        if row.one("dd").text.startswith("［")
    ]
    assert unsaid == []
    events = next(one for one in page.all("section", "use") if one.one("h2").text == "催し")
    rows = {row.one("dt").text: row for row in events.all("dl", "names")[0].all("div")}
    assert [code.text for code in rows["feature"].all("code")[1:]] == list(Feature.values)
    assert [code.text for code in rows["theme"].all("code")[1:]] == [word.key for word in Theme.objects.all()]


@pytest.mark.usefixtures("_things")
def test_what_the_reference_shows_is_what_the_address_answers(client: Client) -> None:
    page = get(client, "/data/api/")
    for section in page.all("section", "use"):
        example, shown = section.all("pre")
        url = shlex.split(example.text)[-1]
        told = json.loads("".join(str(child) for child in shown.children))
        assert told == client.get(_path(url)).json()
        assert len(told["results"]) == 1, section.one("h2").text


@pytest.mark.usefixtures("_things")
def test_the_reference_leads_to_the_conditions_and_fields_of_each_list(client: Client) -> None:
    page = get(client, "/data/api/")
    links = [link.attributes["href"] for link in page.one("nav", "toc").all("a")]
    expected = ["#common"]
    for one in registered():
        parts = [*(["filters"] if one.filterset else []), "fields"]
        expected += [f"#{one.name}", *(f"#{one.name}-{part}" for part in parts)]
    assert links == expected
    folded = {node.attributes["id"]: node for node in page.all("details") if "id" in node.attributes}
    assert [f"#{name}" for name in folded] == [link for link in links if "-f" in link]
    assert [name for name, node in folded.items() if not node.all("summary")[0].text] == []
    assert [link.attributes["href"] for section in page.all("section", "use") for link in section.all("a") if link.text == "目次へ"] == ["#toc"] * len(list(registered()))  # fmt: skip


@pytest.mark.usefixtures("_things")
@pytest.mark.parametrize("address", ["/data/api/", "/data/changes/", "/data/writing/", "/data/examples/"])
def test_what_is_to_be_copied_scrolls_and_has_a_name_of_its_own(client: Client, address: str) -> None:
    """Nothing breaks within an address; who has no mouse can reach what lies to the right."""
    shown = [pre for pre in get(client, address).all("pre") if "curl " in pre.text or "python3 " in pre.text]
    assert len(shown) >= 3
    assert {(pre.attributes.get("tabindex"), pre.attributes.get("role"), pre.attributes.get("class")) for pre in shown} == {("0", "region", "typed")}  # fmt: skip
    names = [pre.attributes["aria-label"] for pre in shown]
    assert len(names) == len(set(names))


def test_the_programs_are_shown_and_given_away_as_they_are(client: Client) -> None:
    folder = of_the_hub.BASE_DIR / "docs" / "examples"
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.suffix in {".py", ".sh"}}
    page = get(client, "/data/examples/")
    sections = {section.one("h2").attributes["id"]: section for section in page.all("section", "use")}
    assert sections.keys() == files.keys()
    for name, text in files.items():
        command, shown = sections[name].all("pre")
        assert "".join(str(child) for child in shown.children) == text
        assert of_the_hub.SITE_URL in command.text
        answer = client.get(sections[name].all("a")[0].attributes["href"])
        assert answer.content.decode() == text
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ["README.md", "no.py", "..%2Fmirror.py", "%2e%2e"])
def test_nothing_else_is_given_away(client: Client, name: str) -> None:
    assert client.get(f"/data/examples/{name}").status_code == 404


def test_the_reference_is_not_older_than_the_words(client: Client) -> None:
    """What filters keep of their choices is of the moment, not of the process."""
    for key in ("first", "second"):
        record_changes([Theme.objects.create(key=key, name=key)], ChangeAction.CHANGED)
        assert key in get(client, "/data/api/").text


def test_every_form_of_every_list_has_an_address(client: Client) -> None:
    page = get(client, "/data/formats/")
    found = [link.attributes["href"] for link in page.one("div", "text").all("a")]
    forms = [f"{one.path}?format={name}" for one in registered() for name in one.formats]
    assert sorted(found) == sorted([*(one.path for one in registered()), *forms])
    titles = [heading.text for heading in page.all("h2")]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("reading", ["ja", "ja-x-easy", "en"])
def test_every_kind_of_problem_is_explained(client: Client, reading: str) -> None:
    client.cookies["reading"] = reading
    page = get(client, "/data/problems/")
    assert [section.one("h2").attributes["id"] for section in page.all("section", "use")] == list(KINDS)
    told = client.get("/api/v1/events/?page_size=x").json()["type"]
    path, _hash, part = told.partition("#")
    assert (path, part) == ("http://testserver/data/problems/", "invalid-parameter")


@pytest.mark.parametrize("address", ["/data/api/", "/data/changes/", "/data/writing/"])
def test_pages_for_developers_say_that_they_are_japanese(client: Client, address: str) -> None:
    client.cookies["reading"] = "en"
    assert get(client, address).one("html").attributes["lang"] == "ja"


@pytest.mark.parametrize("address", PAGES)
def test_the_footer_leads_there(client: Client, address: str) -> None:
    assert get(client, address).one("footer").link("データで使う") == "/data/"
