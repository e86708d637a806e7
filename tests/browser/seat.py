"""Somebody at a screen, who goes from page to page; each is looked at by axe on the way."""

from collections.abc import Callable

from playwright.sync_api import expect

from hub.accounts.models import User
from tests.browser.hands import Mouse
from tests.browser.signed_in import Browsing

STEP, TAG = ".steps [aria-current]", "header.title .tag"


class Seat:
    """``wrong`` gathers what axe finds on the pages that they were shown."""

    def __init__(self, browse: Callable[..., Browsing], user: User | None, way: tuple[int, type[Mouse], bool]) -> None:
        width, hands, self._script = way
        self.browsing = browse(width=width, script=self._script)
        if user is not None:
            self.browsing.enter(user)
        self.page, self.hands = self.browsing.page, hands(self.browsing.page)
        self.wrong: list[str] = []

    def look(self, heading: str = "") -> None:
        if heading:
            expect(self.page.locator("h1")).to_have_text(heading)
        if self._script:  # axe-core is one
            self.wrong += [f"{self.page.url} {one}" for one in self.browsing.looked_at()]

    def press(self, name: str, where: str, shows: str, *, within: str = "main") -> None:
        """``shows``: what stands at ``where`` only on the page that follows."""
        self.hands.press(name, within=within)
        expect(self.page.locator(where).first).to_contain_text(shows)
        self.look()

    def open(self, address: str, heading: str = "") -> None:
        self.page.goto(address)
        self.look(heading)

    def unfold(self, part: str) -> None:
        """What is folded away in the part of that id, if it is."""
        if self.page.locator(f"{part}[open]").count() == 0:
            self.hands.press_on(self.page.locator(f"{part} > summary"))
        expect(self.page.locator(f"{part}[open]")).to_be_visible()


def read_by_code(seat: Seat, code: str, says: str) -> None:
    """Opens the page for who has the number; ``says``: how it stands."""
    seat.open("/support/follow/", "受付番号で返事を読む")
    seat.hands.write("受付番号", code)
    seat.hands.press("開く")
    expect(seat.page.locator("header.title")).to_contain_text(says)
    seat.look()
