"""Furigana: right readings, and nothing of the page changed but the ruby elements."""

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from hub.furigana import align, annotate
from hub.furigana.dictionary import MARK, read_rows
from tests.events.factories import EventFactory, PlaceFactory
from tests.events.views.conftest import at, now, words
from tests.events.views.reading import get
from tests.markup import parse

__all__ = ["now", "words"]

# What is written in brackets is the reading of the text before it, back to the last |.
PHRASES = [
    ("困っていることを話す", "|困(こま)っていることを|話(はな)す"),
    ("八王子市南大沢二丁目", "|八王子市(はちおうじし)|南大沢(みなみおおさわ)|二丁目(にちょうめ)"),
    ("届いた意見と市の返事", "|届(とど)いた|意見(いけん)と|市(し)の|返事(へんじ)"),
    ("上壱分方町", "|上壱分方町(かみいちぶかたまち)"),
    ("長房市民センター", "|長房(ながぶさ)|市民(しみん)センター"),
    ("台町・寺町・廿里町", "|台町(だいまち)・|寺町(てらまち)・|廿里町(とどりまち)"),
    ("みなみ野駅から歩いて12分ほど", "みなみ|野(の)|駅(えき)から|歩(ある)いて12|分(ふん)ほど"),
    ("11月23日(月・祝)", "11|月(がつ)23|日(にち)(|月(げつ)・|祝(しゅく))"),
    ("4月1日(木)", "4|月(がつ)|1日(ついたち)(|木(もく))"),
    ("3日(土)〜5日(月)", "|3日(みっか)(|土(ど))〜|5日(いつか)(|月(げつ))"),
    ("1月14日・20日・24日", "1|月(がつ)|14日(じゅうよっか)・|20日(はつか)・|24日(にじゅうよっか)"),
    ("7日間、1日3回", "|7日間(なのかかん)、1日3|回(かい)"),
    ("定員1人、2人、20人、1,001人", "|定員(ていいん)|1人(ひとり)、|2人(ふたり)、20|人(にん)、1,001|人(にん)"),
    ("３人、10件、2か所", "３|人(にん)、10|件(けん)、2か|所(しょ)"),
    ("10分、15分、18分間", "10|分(ぷん)、15|分(ふん)、18|分間(ぷんかん)"),
    ("3分の1", "3分の1"),
    ("6か月から20歳、60歳以上", "6か|月(げつ)から|20歳(はたち)、60|歳以上(さいいじょう)"),
    ("500円、3階、9時、2回目", "500|円(えん)、3|階(かい)、9|時(じ)、2|回目(かいめ)"),
    ("本3本、6本、2本", "|本(ほん)3|本(ぼん)、6|本(ぽん)、2|本(ほん)"),
    ("3つの質問", "3つの|質問(しつもん)"),
    ("三十分です", "三十分です"),
    ("それで十分です", "それで|十分(じゅうぶん)です"),
    ("氷室", "氷室"),
    ("どちらの方が", "どちらの方が"),
    ("はじめての方へ", "はじめての|方(かた)へ"),
    ("お茶とお金", "お|茶(ちゃ)とお|金(かね)"),
    ("なお金曜日は", "なお|金曜日(きんようび)は"),
    ("中学生と高校生", "|中学生(ちゅうがくせい)と|高校生(こうこうせい)"),
    ("絹ケ丘", "|絹ケ丘(きぬがおか)"),
    ("abc 12:30", "abc 12:30"),
]


def _marked(html: str) -> str:
    return re.sub(r"<ruby>(.*?)<rt>(.*?)</rt></ruby>", r"|\1(\2)", html)


@pytest.mark.parametrize(("text", "expected"), PHRASES)
def test_readings(text: str, expected: str) -> None:
    assert _marked(annotate(text)) == expected


@pytest.mark.parametrize(
    ("name", "reading", "parts"),
    [
        ("話す", "はなす", (("話", "はな"), ("す", ""))),
        (
            "高尾の森　わくわくビレッジ",
            "たかおのもりわくわくびれっじ",
            (("高尾", "たかお"), ("の", ""), ("森", "もり"), ("　わくわくビレッジ", "")),
        ),
        ("大和田市民センター", "オオワダシミンセンター", (("大和田市民", "おおわだしみん"), ("センター", ""))),
        ("短い間", "みじかいあいだ", None),
        ("東京", "", None),
        ("東京A", "とうきょう", None),
    ],
)
def test_a_reading_is_laid_over_a_name_only_where_it_is_clear(
    name: str, reading: str, parts: tuple[tuple[str, str], ...] | None
) -> None:
    assert align(name, reading) == parts


UNTOUCHED = [
    "<title>東京</title>",
    "<script>var a = '東京 <b>東京</b>';</script>",
    "<style>.東京 { color: red }</style>",
    "<textarea>東京</textarea>",
    "<select><option>東京</option></select>",
    '<svg><title>東京</title><text x="1">東京</text></svg>',
    '<p lang="en">東京</p>',
    "<p lang='zh-Hant'><b>東京</b></p>",
    "<p LANG=ko>東京</p>",
    "<ruby>東京<rt>とうけい</rt></ruby>",
    '<input value="東京" placeholder="東京 <b>">',
    '<a title="> 東京">x</a>',
    "<!-- 東京 -->",
    "<!-- 東京",
    "<!doctype 東京>",
    "<a href='東京",
    '<a b="東京> 東京',
    "</ 東京>",
    "<template>東京</template>",
    "<pre>東京</pre>",
]


@pytest.mark.parametrize("html", UNTOUCHED)
def test_there_it_leaves_everything_as_it_is(html: str) -> None:
    assert annotate(html) == html


def test_after_them_it_goes_on() -> None:
    for html in UNTOUCHED:
        if html.endswith(">") and not html.startswith("<a b"):
            assert annotate(html + "<p>東京</p>") == html + "<p><ruby>東京<rt>とうきょう</rt></ruby></p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<p lang="en">x <b lang="ja">東京</b> 東京</p>東京',
            '<p lang="en">x <b lang="ja">|東京(とうきょう)</b> 東京</p>|東京(とうきょう)',
        ),
        ("&lt;東京&gt; a < b & 東京&amp;", "&lt;|東京(とうきょう)&gt; a < b & |東京(とうきょう)&amp;"),
        ("<p title='lang=en'>東京<br>東京</p>", "<p title='lang=en'>|東京(とうきょう)<br>|東京(とうきょう)</p>"),
        ("<P>東京</P >", "<P>|東京(とうきょう)</P >"),
    ],
)
def test_markup(html: str, expected: str) -> None:
    assert _marked(annotate(html)) == expected


def test_an_english_page_is_annotated_only_where_it_says_japanese() -> None:
    html = '<p>東京</p><p lang="ja">東京</p>'
    assert _marked(annotate(html, language="en")) == '<p>東京</p><p lang="ja">|東京(とうきょう)</p>'


class _Events(HTMLParser):
    """What a parser sees, without ruby and rt and what stands in an rt."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.seen: list[tuple[object, ...]] = []
        self._in_rt = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_rt += tag == "rt"
        if tag not in {"ruby", "rt"}:
            self.seen.append(("open", tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._in_rt -= tag == "rt"
        if tag not in {"ruby", "rt"}:
            self.seen.append(("close", tag))

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.seen.append(("declaration", decl))

    def _add(self, text: str) -> None:
        if self._in_rt:
            return
        if self.seen and self.seen[-1][0] == "text":
            text = f"{self.seen.pop()[1]}{text}"
        self.seen.append(("text", text))


def _events(html: str) -> list[tuple[object, ...]]:
    parser = _Events()
    parser.feed(html)
    parser.close()
    return parser.seen


TEXTS = st.text("東京八王子市南大沢駅話す困って11月3日(土)20人、a&<\"'; お茶々ヶ　", max_size=20).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
)
NAMES = st.sampled_from(["p", "b", "a", "li", "title", "script", "textarea", "option", "select", "svg", "h1", "ruby"])
ATTRIBUTES = st.lists(
    st.tuples(
        st.sampled_from(["title", "lang", "class", "data-x"]), st.sampled_from(["ja", "en", "東京", "&quot;<b>", ""])
    ),
    max_size=2,
    unique_by=lambda pair: pair[0],
)


def _element(children: "st.SearchStrategy[str]") -> "st.SearchStrategy[str]":
    def written(name: str, attributes: list[tuple[str, str]], inner: list[str]) -> str:
        said = "".join(f' {key}="{value}"' for key, value in attributes)
        body = "".join(inner) if name not in {"title", "script", "textarea"} else "東京 話す"
        return f"<{name}{said}>{body}</{name}>"

    return st.builds(written, NAMES, ATTRIBUTES, st.lists(children, max_size=4))


PAGES = st.recursive(TEXTS | st.sampled_from(["<br>", '<img alt="東京">', "<!-- 東京 -->"]), _element, max_leaves=12)


@example("子 日")
@example("日 子")
@given(st.lists(PAGES, max_size=4).map("".join))
def test_the_page_stays_the_same_but_for_ruby(html: str) -> None:
    annotated = annotate(html)
    assert _events(annotated) == _events(html)
    assert annotate(annotated) == annotated


@given(st.text("<>/!-='\" &;a東京話すpb1日月", max_size=60))
def test_broken_markup_loses_nothing(html: str) -> None:
    assert re.sub(r"<ruby>(.*?)<rt>.*?</rt></ruby>", r"\1", annotate(html), flags=re.DOTALL) == html


@pytest.mark.parametrize("hostile", ["<a ", "<", "<!--", "<a b='", 'x="', "1", "１日", "漢", "<b>", "</b>", "<title>"])
def test_time_grows_with_the_length_alone(hostile: str) -> None:
    """Four times the length takes about four times as long; a pattern that goes back takes sixteen times."""
    short, long = (min(_seconds("漢" + hostile * times) for _ in range(3)) for times in (5_000, 20_000))
    assert long < 9 * short + 0.02


def _seconds(html: str) -> float:
    begun = time.process_time()
    annotate(html)
    return time.process_time() - begun


def test_the_list_is_sound() -> None:
    rows = read_rows(Path(settings.BASE_DIR) / "data" / "readings.csv")
    found = [word for word, _reading in rows]
    assert len(found) == len(set(found))
    assert [word for word, reading in rows if align(word.strip(MARK), reading) is None] == []
    assert [word for word, reading in rows if not re.fullmatch(r"[ぁ-ゖー・]+", reading)] == []


def test_names_are_read_as_the_places_are_sorted() -> None:
    """The list and the readings that came with the city's data say the same."""
    for word, reading in read_rows(Path(settings.HUB_CITY_DATA) / "place_readings.csv"):
        said = re.sub(r"<ruby>.*?<rt>(.*?)</rt></ruby>", r"\1", annotate(word))
        assert align(said.replace("　", ""), reading) is not None, (word, said)


@pytest.mark.parametrize("address", ["/", "/events/", "/places/", "/find/", "/support/", "/about/", "/nothing/"])
def test_where_no_ruby_may_stand(client: Client, address: str) -> None:
    client.cookies["reading"] = "ja+furigana"
    page = parse(client.get(address))
    assert page.all("ruby")
    for tag in ("title", "option", "svg", "select", "textarea", "script"):
        assert [node for found in page.all(tag) for node in found.all("ruby")] == []
    assert [node for found in page.all(lang="en") for node in found.all("ruby")] == []


def test_without_the_wish_there_are_none(client: Client) -> None:
    for reading in ("ja", "ja-x-easy", "en", "en+furigana"):
        client.cookies["reading"] = reading
        assert get(client, "/about/").all("ruby") == []
    client.cookies["reading"] = "ja-x-easy+furigana"
    assert get(client, "/about/").all("ruby")


def test_the_weekly_sheet_always_has_them(client: Client) -> None:
    EventFactory(published=True, title="やさしい日本語を話してみよう", starts=[at(11, 27, 14)])
    sheet = get(client, "/events/week/").one("div", "a4")
    readings = {node.children[0]: node.all("rt")[0].children[0] for node in sheet.all("ruby")}
    assert readings["日本語"] == "にほんご"
    assert readings["話"] == "はな"
    assert readings["金"] == "きん"


def test_a_reading_that_is_stored_goes_before_the_list(client: Client) -> None:
    place = PlaceFactory(published=True, name="東の家 <b>", kana="あずまのいえ b")
    plain = get(client, place.get_absolute_url()).one("h1")
    assert (plain.text, plain.all("ruby")) == ("東の家 <b>", [])
    client.cookies["reading"] = "ja+furigana"
    PlaceFactory(published=True, name="東の家", kana="アズマノイエ")
    assert b"<ruby>\xe6\x9d\xb1<rt>\xe3\x81\x82\xe3\x81\x9a\xe3\x81\xbe</rt></ruby>" in client.get("/places/").content
