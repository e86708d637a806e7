"""Each page in each state, at both widths: no code refused, no other host, no error, text and targets large enough."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.things import Things, states
from tests.tiers import often

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)

LISTEN = """
window.refused = [];
document.addEventListener('securitypolicyviolation', e => window.refused.push(`${e.violatedDirective} ${e.blockedURI}`));
window.shift = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value; })
  .observe({type: 'layout-shift', buffered: true});
"""

# Text on the screen below 16 px that is neither a reading (ruby) nor a label of the map or of a QR code.
SMALL_TEXT = """
() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, at = node.parentElement;
    if (!node.data.trim() || at.closest('rt, rp, svg, script, style, .vh')) continue;
    if (!at.checkVisibility({visibilityProperty: true})) continue;
    const size = parseFloat(getComputedStyle(at).fontSize);
    if (size < 16) found.add(`${at.tagName}.${at.className} ${size} ${node.data.trim().slice(0, 20)}`);
  }
  return [...found];
}
"""

# Targets smaller than 24 × 24 (WCAG 2.5.8), but for links within a line of text and regions of the map.
SMALL_TARGETS = """
(least) => {
  const found = [];
  for (const it of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')) {
    if (it.closest('svg') || !it.checkVisibility({visibilityProperty: true})) continue;
    const box = (it.matches('label input') ? it.closest('label') : it).getBoundingClientRect();
    if (!box.width || it.matches('.skip, .vh, .vh *')) continue;
    const alone = it.matches('button, input, select, .btn, .opener, .switch a, .chips a');
    const inline = getComputedStyle(it).display === 'inline' && [...it.parentElement.childNodes]
      .some(n => n !== it && n.textContent.trim());
    if (alone ? box.height < least : (!inline && (box.height < 24 || box.width < 24)))
      found.push(`${it.tagName}.${it.className} ${Math.round(box.width)}×${Math.round(box.height)} ${it.textContent.trim().slice(0, 20)}`);
  }
  return found;
}
"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _visit(page: Page, address: str, server: str) -> dict[str, Any]:
    """What went wrong at a visit; an empty dict where nothing did."""
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(address, wait_until="load")
    is_problem = "/problem/" in address or address == "/nowhere/"
    assert answer is not None
    assert answer.ok != is_problem, (address, answer.status)
    wrong = {
        "refused": page.evaluate("window.refused"),
        "errors": [text for text in said if not (is_problem and "Failed to load resource" in text)],
        "other hosts": [url for url in asked if not url.startswith(server)],
        "shift": page.evaluate("window.shift") if page.evaluate("window.shift") >= 0.1 else None,
        "small text": page.evaluate(SMALL_TEXT),
        "small targets": page.evaluate(SMALL_TARGETS, 44),
        "sideways": page.evaluate(SIDEWAYS) or None,
    }
    return {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize(
    ("reading", "width"),
    often(product(["ja", "ja+furigana", "en"], WIDTHS), ("ja", 360), ("ja+furigana", 360), ("en", 1280)),
)
def test_every_page_in_every_state(
    open_page: Callable[..., Page], things: Things, server: str, width: int, reading: str
) -> None:
    first = open_page("about:blank", width=width, reading=reading)
    first.context.add_init_script(LISTEN)
    wrong = {}
    for name, address in states(things).items():
        if name == "login":
            continue
        page = first.context.new_page()
        found = _visit(page, address, server)
        page.close()
        if found:
            wrong[name] = found
    assert wrong == {}


def test_what_is_wrong_would_be_seen(open_page: Callable[..., Page], things: Things) -> None:
    page = open_page("/")
    bad = (
        "<p id=a>小さい</p><button id=b>x</button><p id=c>wide</p><p id=d>cut cut cut cut cut cut</p>"
        "<ul><li><a id=e href=x>・</a></li></ul>"
    )
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", bad)
    page.evaluate(
        """() => { const look = (id, style) => Object.assign(document.getElementById(id).style, style);
        look('a', {fontSize: '15px'}); look('b', {all: 'unset'}); look('c', {minWidth: '3000px'});
        look('d', {width: '20px', overflow: 'hidden', whiteSpace: 'nowrap'});
        look('e', {display: 'block', width: '9px', height: '9px'}); }"""
    )
    assert [found[:6] for found in page.evaluate(SMALL_TEXT)] == ["P. 15 "]
    assert [found.split(".")[0] for found in page.evaluate(SMALL_TARGETS, 44)] == ["BUTTON", "A"]
    assert page.evaluate(SIDEWAYS) > 1_000
    assert page.evaluate(CUT) == ["P."]


def test_the_listener_does_hear(open_page: Callable[..., Page], things: Things) -> None:
    page = open_page("about:blank")
    page.context.add_init_script(LISTEN)
    page.goto("/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=https://evil.example/x.png style=\"color:red\">')"
    )
    page.wait_for_function("window.refused.length == 2")
    assert sorted(one.split()[0] for one in page.evaluate("window.refused")) == ["img-src", "style-src-attr"]


# KB over the wire at the first view: all; HTML; JavaScript. interface.md, "Measures".
MOST = (100_000, 30_000, 25_000)


@pytest.mark.parametrize("width", WIDTHS)
def test_bytes_over_the_wire_at_the_first_view(
    open_page: Callable[..., Page], things: Things, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    addresses = {
        "/": "/",
        "/events/": "/events/",
        "an event": things.event,
        "a place": things.place,
        "the long event": things.long_event,
        "figures": "/indicators/",
        "a plan": "/indicators/plans/kodomo-wakamono-2/",
        "sign-in": "/accounts/login/",
    }
    figures = {}
    for name, address in addresses.items():
        page = open_page("about:blank", width=width)
        session, kinds, sizes = page.context.new_cdp_session(page), {}, {}
        session.send("Network.enable")
        session.on(
            "Network.responseReceived", lambda event, kinds=kinds: kinds.update({event["requestId"]: event["type"]})
        )
        session.on(
            "Network.loadingFinished",
            lambda event, sizes=sizes: sizes.update({event["requestId"]: event["encodedDataLength"]}),
        )
        page.goto(address, wait_until="networkidle")
        by_kind = {
            kind: sum(int(sizes.get(key, 0)) for key, one in kinds.items() if one == kind)
            for kind in set(kinds.values())
        }
        figures[name] = (sum(by_kind.values()), by_kind["Document"], by_kind.get("Script", 0))
        page.context.close()
    with capsys.disabled():
        print(f"\nbytes at {width} px (all, HTML, JavaScript): {figures}")  # noqa: T201
    assert {
        name: sizes
        for name, sizes in figures.items()
        if any(size > most for size, most in zip(sizes, MOST, strict=True))
    } == {}
    assert all(document > 1_000 for _all, document, _script in figures.values())


def test_no_page_scrolls_sideways_at_320_pixels(open_page: Callable[..., Page], things: Things) -> None:
    page = open_page("about:blank", width=320)
    wide = {}
    for name, address in states(things).items():
        page.goto(address)
        if over := page.evaluate(SIDEWAYS):
            wide[name] = over
    assert wide == {}


# Text that is wider than the box in which it is cut off.
CUT = """
() => [...document.querySelectorAll('main *, header *')].filter(it => {
  const style = getComputedStyle(it);
  return it.checkVisibility() && !it.closest('svg, .vh, .map') && ['hidden', 'clip'].includes(style.overflowX)
    && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1);
}).map(it => `${it.tagName}.${it.className}`)
"""


def test_at_twice_the_size_nothing_is_cut_or_scrolls_sideways(open_page: Callable[..., Page], things: Things) -> None:
    """1280 px at 200 % are 640 CSS px; text alone at 200 % is a root of twice its size."""
    zoomed = open_page("about:blank", width=640, height=450, device_scale_factor=2)
    larger = open_page("about:blank", width=1280)
    larger.context.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
    )
    wrong = {}
    for name, address in states(things).items():
        if name == "login":
            continue
        for kind, page in (("zoom", zoomed), ("text", larger)):
            page.goto(address)
            found = (page.evaluate(SIDEWAYS), page.evaluate(CUT))
            if found != (0, []):
                wrong[kind, name] = found
    assert wrong == {}
