"""How somebody fills in a form: with a mouse, or with the keyboard alone."""

from playwright.sync_api import Locator, Page, expect

_IS_FOCUSED = "it => it === document.activeElement"
_IS_GONE = "it => !it.isConnected"
_IS_OF_FOCUSED_GROUP = (
    "it => document.activeElement.type === 'radio' && document.activeElement.name === it.name"
    " && document.activeElement.form === it.form"
)
_MOST_TABS = 200


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def _one(self, label: str, within: str) -> Locator:
        return self.page.locator(within).get_by_label(label).first

    def follow(self, name: str, *, within: str = "main") -> None:
        self.press_on(self.page.locator(within).get_by_role("link", name=name).first)

    def press(self, name: str, *, within: str = "main") -> None:
        self.press_on(self.page.locator(within).get_by_role("button", name=name).first)

    def unfold(self, name: str) -> None:
        self.press_on(self.page.locator("summary", has_text=name))

    def write(self, label: str, text: str, *, within: str = "main") -> None:
        self._one(label, within).fill(text)

    def tick(self, label: str, *, within: str = "main") -> None:
        self._one(label, within).check()

    def pick(self, label: str, option: str) -> None:
        self._one(label, "main").select_option(label=option)

    def press_on(self, it: Locator) -> None:
        it.click()


class Keyboard(Mouse):
    """Reaches everything with Tab; what can't be reached fails."""

    def _reach(self, it: Locator, is_there: str = _IS_FOCUSED) -> None:
        # Found once: looking for a label anew at each step takes longer than all the steps.
        found = it.element_handle()
        for _pressed in range(_MOST_TABS):
            if found.evaluate(is_there):
                return
            self.page.keyboard.press("Tab")
            if found.evaluate(_IS_GONE):  # a part of the page was put in its place
                found = it.element_handle()
        raise AssertionError(f"not within {_MOST_TABS} tabs: {it}")

    def press_on(self, it: Locator) -> None:
        self._reach(it)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str, *, within: str = "main") -> None:
        self._reach(self._one(label, within))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def tick(self, label: str, *, within: str = "main") -> None:
        box = self._one(label, within)
        if box.get_attribute("type") == "radio":
            self._reach(box, _IS_OF_FOCUSED_GROUP)
            while not box.evaluate(_IS_FOCUSED):
                self.page.keyboard.press("ArrowDown")
        else:
            self._reach(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pick(self, label: str, option: str) -> None:
        box = self._one(label, "main")
        self._reach(box)
        for _pressed in range(20):
            if box.evaluate("it => it.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {option}")
