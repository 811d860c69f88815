"""A doctor's hands: the mouse, a finger on a phone, the keyboard alone. All do the same things."""

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 400
WHERE = "each => document.activeElement === each"
BESIDE = "each => document.activeElement.type === 'radio' && document.activeElement.name === each.name"


class Mouse:
    """Clicks, then types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, what: Locator) -> None:
        """Get to what is pressed next: it may be far for one who goes by Tab."""
        what.scroll_into_view_if_needed()

    def press(self, what: Locator) -> None:
        what.click()

    def tick(self, key: str) -> None:
        """Choose a box or one of several answers by what is drawn for it."""
        self.press(self.page.locator(f"label[for='{key}']").first)
        expect(self.page.locator(f"[id='{key}']")).to_be_checked()

    def type_in(self, field: Locator, text: str) -> None:
        self.press(field)
        field.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def pick_day(self, field: Locator, day: str) -> None:
        field.fill(day)

    def choose(self, field: Locator, value: str) -> None:
        field.select_option(value)

    def set_point(self) -> None:
        """Set a point beside the spine, low on the back."""
        box = self._body()
        self.page.mouse.click(box[0], box[1])

    def _body(self) -> tuple[float, float]:
        ground = self.page.locator(".body-ground")
        ground.scroll_into_view_if_needed()
        here = self.page.locator("svg.body-view:not([display])").bounding_box()
        assert here is not None
        return here["x"] + here["width"] * 0.47, here["y"] + here["height"] * 0.36


class Finger(Mouse):
    """Taps, then types on the screen's keyboard."""

    def press(self, what: Locator) -> None:
        what.tap()

    def set_point(self) -> None:
        self.page.touchscreen.tap(*self._body())


class Keyboard(Mouse):
    """Goes with Tab, arrows, Enter and the space bar; no pointer."""

    def _go_to(self, what: Locator, reached: str = WHERE) -> None:
        what.wait_for(state="attached")
        for _step in range(MOST_TABS):
            if what.evaluate(reached):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {what}")

    def reach(self, what: Locator) -> None:
        self._go_to(what)

    def press(self, what: Locator) -> None:
        self._go_to(what)
        self.page.keyboard.press("Enter")

    def tick(self, key: str) -> None:
        target = self.page.locator(f"[id='{key}']")
        if target.get_attribute("type") == "radio":
            self._go_to(target, BESIDE)
            while not target.evaluate(WHERE):
                self.page.keyboard.press("ArrowRight")
        else:
            self._go_to(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def type_in(self, field: Locator, text: str) -> None:
        self._go_to(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def pick_day(self, field: Locator, day: str) -> None:
        year, month, number = day.split("-")
        self._go_to(field)
        self.page.keyboard.type(f"{month}{number}{year}")
        expect(field).to_have_value(day)

    def choose(self, field: Locator, value: str) -> None:
        self._go_to(field)
        self.page.keyboard.press("Home")
        while field.input_value() != value:
            before = field.input_value()
            self.page.keyboard.press("ArrowDown")
            assert field.input_value() != before, f"{value} is not in the list"

    def set_point(self) -> None:
        ground = self.page.get_by_role("application")
        self._go_to(ground)
        self.page.keyboard.press("ArrowLeft")
        self.page.keyboard.press("Enter")
