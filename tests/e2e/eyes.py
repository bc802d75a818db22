"""Looks at a page as people with other eyes, other hands and other screens would meet it."""

from axe_playwright_python.base import AXE_SCRIPT
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
FAULTS = """options => axe.run(options).then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => rule.id + ": " + node.html.slice(0, 200))))"""
"""Only the faults leave the browser: telling all that is well takes longer than looking."""


def look_at(page: Page, sizes: tuple[dict[str, int], ...] = (WIDE, NARROW)) -> list[str]:
    """What is wrong with the page on a counter's screen and on a telephone, each fault with its place."""
    page.evaluate(AXE_SCRIPT)
    faults = [fault for size in sizes for fault in _at(page, size)]
    page.set_viewport_size(WIDE)
    return faults


def _at(page: Page, size: dict[str, int]) -> list[str]:
    page.set_viewport_size(size)
    faults: list[str] = page.evaluate(FAULTS, WCAG_22_AA)
    if page.evaluate(SPILLS):
        faults.append("wider than the screen")
    return [f"{page.url} at {size['width']} px: {fault}" for fault in faults]
