"""What a screen reader meets on a page, and what is wrong with it there."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.signed_in import Browsing

_HEADING = re.compile(r'- heading "(.*)" \[level=(\d)\]')
_FRAME = re.compile(r"^- (\w+)", re.MULTILINE)
# What can be used, and what one jumps to or is told of, with nothing that says what it is.
_UNNAMED = re.compile(
    r"^\s*- (?:textbox|combobox|checkbox|radio|button|link|navigation|region|complementary|form|alert|dialog|table|img|article)"
    r'(?! ["/])(?=[: ]|$)'
)
# Readings over the words stand between them with spaces around.
_SPACES = re.compile(r"\s")
_LANDMARKS = ["banner", "main", "contentinfo"]
# A row that is one cell over all columns is a note on the row above it.
_TABLES = """() => [...document.querySelectorAll('main table')].flatMap(it => [
  ...(it.caption?.textContent.trim() ? [] : ['no caption']),
  ...(it.tHead && [...it.tHead.rows].every(row => [...row.cells].every(cell => cell.matches('th[scope=col]'))) ? [] : ['no column headers']),
  ...[...it.rows].filter(row => row.parentNode !== it.tHead && !row.cells[0].matches('th[scope=row]') && row.cells.length > 1)
    .map(row => 'no row header: ' + row.textContent),
])"""


def faults(page: Page, heading: str, *, lang: str = "ja") -> list[str]:
    """Of the whole page, its frame too."""
    tree = page.locator("body").aria_snapshot()
    headings = [(_SPACES.sub("", name), int(level)) for name, level in _HEADING.findall(tree)]
    levels = [level for _name, level in headings]
    found = [f"unnamed: {line.strip()}" for line in tree.splitlines() if _UNNAMED.match(line)]
    found += [f"jumps: {headings[n]}" for n in range(1, len(levels)) if levels[n] > levels[n - 1] + 1]
    if [name for name, level in headings if level == 1] != [_SPACES.sub("", heading)]:
        found.append(f"not one h1: {headings}")
    # But for the way past the head, and what tells staff that their time runs out.
    landmarks = [role for role in _FRAME.findall(tree) if role not in {"link", "complementary"}]
    if landmarks != _LANDMARKS:
        found.append(f"landmarks: {landmarks}")
    spoken = page.locator("html").get_attribute("lang")
    return found if spoken == lang else [*found, f"lang: {spoken}"]


def table_faults(page: Page) -> list[str]:
    """Tables that don't say what they are of, or whose cells belong to nothing."""
    found: Any = page.evaluate(_TABLES)
    return [str(one) for one in found]


def look(browsing: Browsing, heading: str) -> None:
    expect(browsing.page.locator("h1")).to_have_text(heading)
    wrong = [*faults(browsing.page, heading), *browsing.looked_at()]
    assert wrong == [], wrong  # pytest does not spell out what is outside of tests


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def alert(page: Page, name: str, *errors: str) -> None:
    """It is named, and each error in it leads to its box. The address leads to it, where the reading begins."""
    box = page.get_by_role("alert", name=name, exact=True)
    expect(box.get_by_role("link")).to_have_text(list(errors))
    for link in box.get_by_role("link").all():
        expect(page.locator(link.get_attribute("href") or "none")).to_be_visible()


def described(page: Page, role: str, name: str, says: str) -> None:
    box = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    expect(box).to_have_accessible_description(says)
