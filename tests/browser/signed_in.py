"""A browser of somebody, at the hub as the test itself serves it, that remembers what goes wrong."""

import os
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page

from hub.accounts.models import User
from tests.hub.accounts.signing_in import sign_in

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Forms that nobody sees, but for those that are folded away.
UNSEEN = """() => [...document.querySelectorAll('main form')]
  .filter(it => !it.checkVisibility() && !it.closest('details:not([open]), [popover]')).map(it => it.outerHTML.slice(0, 200))"""


class Browsing:
    """One browser. ``wrong``: what its console said (a refusal by the content security policy too), and foreign hosts."""

    def __init__(self, chromium: Browser, server: str, *, width: int, script: bool = True) -> None:
        self.server = server
        self.width = width
        self.wrong: list[str] = []
        self.context: BrowserContext = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo", base_url=server,
            java_script_enabled=script,
        )  # fmt: skip
        self.context.set_default_timeout(15_000)
        self.context.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        self.context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        self.context.on(
            "request", lambda asked: asked.url.startswith(("data:", server)) or self.wrong.append(asked.url)
        )
        self.page: Page = self.context.new_page()

    def enter(self, user: User) -> None:
        """Signed in without the sign-in's pages."""
        cookie = sign_in(Client(), user).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.server}])

    def picture(self, name: str, *, of: Locator | None = None) -> None:
        """For the manual, where HUB_MANUAL_PICTURES names a folder for them; ``name`` ends in the width. ``of``: a part."""
        folder = os.environ.get("HUB_MANUAL_PICTURES")
        if folder and of is not None:
            of.screenshot(path=f"{folder}/{name}.png")
        elif folder and name.endswith(f"-{self.width}"):
            tall = min(1200, int(self.page.evaluate("document.documentElement.scrollHeight")))
            clip = FloatRect(x=0, y=0, width=self.width, height=tall)
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True, clip=clip)

    def looked_at(self) -> list[str]:
        """What axe-core finds on the page as it is, and whether it scrolls sideways."""
        before = list(self.wrong)
        found = Axe().run(
            self.page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
        )
        broken = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found.response["violations"]]
        self.wrong[:] = before  # axe-core itself writes styles, which the policy refuses
        over: Any = self.page.evaluate(SIDEWAYS)
        unseen: list[str] = self.page.evaluate(UNSEEN)
        return [*broken, *(f"unseen: {one}" for one in unseen), *([f"sideways: {over}"] if over else [])]
