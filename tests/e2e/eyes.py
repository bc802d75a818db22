"""Looks at a page as people with other eyes, other hands and other screens would meet it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
WCAG_22_AA = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "resultTypes": ["violations"],
}
SPILLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

_axe = Axe()


def look_at(page: Page, sizes: tuple[dict[str, int], ...] = (WIDE, NARROW)) -> list[str]:
    """What is wrong with the page on a counter's screen and on a telephone, each fault with its place."""
    faults = [fault for size in sizes for fault in _at(page, size)]
    page.set_viewport_size(WIDE)
    return faults


def _at(page: Page, size: dict[str, int]) -> list[str]:
    page.set_viewport_size(size)
    found = _axe.run(page, options=WCAG_22_AA).response["violations"]
    faults = [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]
    if page.evaluate(SPILLS):
        faults.append("wider than the screen")
    return [f"{page.url} at {size['width']} px: {fault}" for fault in faults]
