"""axe on a page, and the findings in Wagtail's own interface that we know and cannot mend from outside."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


@dataclass(frozen=True)
class Known:
    """One rule at one kind of element; everything else about that element is still checked."""

    rule: str
    selector: str
    reason: str


# Wagtail 8.0.1; said in lms/docs/decisions/0701-axe-in-the-cms.md.
OF_WAGTAIL = [
    Known(
        "landmark-unique",
        "section.w-panel--nested[id^=block-][id$=-section]",
        "Every block of a stream is a region named after its kind, so that two texts have one name.",
    ),
    Known(
        "aria-allowed-role",
        "h2[role=alert]",
        "The search of pages says how many it found in a heading with the role of an alert.",
    ),
    Known(
        "heading-order",
        "#other-searches-title",
        "The search of pages names its other searches in a third-level heading under the first.",
    ),
]


def problems(page: Page, *, known: list[Known] | None = None) -> list[str]:
    """What axe finds, a line for each element, without what is known."""
    return [
        f"{violation['id']} at {node['target']}: {violation['help']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
        if not any(is_known(page, violation["id"], node["target"], one) for one in known or [])
    ]


def is_known(page: Page, rule: str, target: list[str], known: Known) -> bool:
    """A target of several steps lies in a frame, and no frame is Wagtail's own."""
    if rule != known.rule or len(target) != 1:
        return False
    return page.locator(target[0]).first.evaluate("(element, css) => element.matches(css)", known.selector)
