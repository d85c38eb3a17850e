"""A real server on a copy of the demo year, and Chromium in front of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import databases, server
from tests.browser import chromium, rules
from tests.factories.accounts import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / ".cache" / "screenshots"
DESK, PHONE = 1280, 320
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No other machine has a name or an answer for it: a page that loads something from elsewhere fails.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# People beside those of the demo, for tests that need somebody who has not learned here yet.
NEWCOMERS = ["Ines Moreau", "Kofi Mensah", "Lowri Bevan", "Marek Nowak", "Nadia Rahman", "Owen Clarke"]
ADD_NEWCOMERS = f"""
from django.utils import timezone
from lms.accounts.actions import create_user
for first, last in {[name.split() for name in NEWCOMERS]!r}:
    create_user(email=f"{{first}}@newcomers.example", first_name=first, last_name=last,
                password={PASSWORD!r}, at=timezone.now())
"""


@pytest.fixture(scope="session")
def newcomers() -> list[str]:
    """Names nobody has taken yet in this run."""
    return list(NEWCOMERS)


@pytest.fixture
def newcomer(newcomers: list[str]) -> str:
    """The name of somebody who has never been here; the address is the first name, see `Visitor`."""
    return newcomers.pop()


@pytest.fixture(scope="session")
def site(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[str]:
    """The address of a running site, shared by the tests of a run: each takes a person of its own."""
    with django_db_blocker.unblock():
        source = databases.template(demo=True)
        name = databases.copy_name("browser")
        databases.copy(source, name)
        url = databases.url_for(name)
        server.manage("shell", "-v", "0", "-c", ADD_NEWCOMERS, DATABASE_URL=url, LMS_MODE="demo")
        is_sqlite = connection.vendor == "sqlite"
    try:
        with server.running(database_url=url, folder=tmp_path_factory.mktemp("site")) as (address, _):
            yield address
    finally:
        with django_db_blocker.unblock():
            assert is_sqlite or connection.vendor == "postgresql"
            databases.drop(name)


@pytest.fixture(scope="session")
def browser(site: str) -> Iterator[Browser]:
    """After the site, and gone before it: Django keeps off the database while Playwright's loop runs."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium.find(), args=ARGUMENTS)


def address_of(newcomer: str) -> str:
    return f"{newcomer.split()[0]}@newcomers.example"


class Visitor:
    """Somebody at a browser: opens pages, signs in, and looks at each page for what shuts people out."""

    def __init__(self, page: Page, site: str, *, scripts: bool) -> None:
        self.page, self.site, self.scripts = page, site, scripts

    def open(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def sign_in(self, name: str) -> None:
        self.open("/account/login/")
        if name in NEWCOMERS:
            self.page.get_by_label("E-mail").fill(address_of(name))
            self.page.get_by_label("Password", exact=True).fill(PASSWORD)
            self.page.get_by_role("button", name="Sign in", exact=True).click()
        else:
            self.page.get_by_role("button", name=f"Sign in as {name}").click()
        assert "/account/login/" not in self.page.url

    def at(self, page: Page) -> "Visitor":
        """The same person at another window."""
        return Visitor(page, self.site, scripts=self.scripts)

    def press(self, name: str) -> None:
        """Click the first button of this name and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()

    def check_cms_page(self, shot: str) -> None:
        """axe has nothing to report but what is known of Wagtail; saved as a picture."""
        self.page.wait_for_load_state("networkidle")
        found = rules.problems(self.page, known=rules.OF_WAGTAIL)
        assert not found, f"{self.page.url}: {found}"
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{shot}-{DESK}.png")

    def check_page(self, shot: str) -> None:
        """axe has nothing to report, nothing overflows at either width; both are saved as pictures."""
        for width in (DESK, PHONE):
            self.page.set_viewport_size({"width": width, "height": 900})
            if self.scripts:
                assert not (found := rules.problems(self.page)), f"{self.page.url} at {width}: {found}"
                wide = self.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{self.page.url} is {wide} px wide at {width}"
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{shot}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": DESK, "height": 900})


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    contexts: list[BrowserContext] = []

    def make(*, scripts: bool = True) -> "Visitor":
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": DESK, "height": 900})
        contexts.append(context)
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        context.problems = problems
        return Visitor(page, site, scripts=scripts)

    yield make
    for context in contexts:
        expected = ("404", "422")
        problems = [text for text in context.problems if not any(code in text for code in expected)]
        context.close()
        assert not problems, problems


@pytest.fixture(scope="session")
def answers() -> dict[str, list[str]]:
    """The key of each question by the beginning of its stem: the test knows what Amara has learned."""
    bank = json.loads((ROOT / "courses/content/data-quality/questions.json").read_text())
    return {
        question["stem"].split("\n")[0][:60]: [
            option["text"] for option in question["options"] if option["id"] in question["key"]
        ]
        for question in bank["questions"]
    }
