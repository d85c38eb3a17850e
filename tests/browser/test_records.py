"""Ada looks after the record store in the CMS, also on a phone, also without scripts."""

from tests.browser import rules
from tests.browser.conftest import DESK, PHONE

RECORDS = "/cms/records/"
WITHOUT_SCRIPTS = "A client of Ada's"


def check(ada, shot: str) -> None:
    """axe at both widths, and nothing that has to be scrolled sideways."""
    for width in (PHONE, DESK):
        ada.page.set_viewport_size({"width": width, "height": 900})
        ada.page.wait_for_load_state("networkidle")
        found = rules.problems(ada.page, known=rules.OF_WAGTAIL)
        assert not found, f"{ada.page.url} at {width}: {found}"
        wide = ada.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{ada.page.url} is {wide} px wide at {width}"
        ada.page.screenshot(path=ada.shots / f"{shot}-{width}.png", full_page=True)


def test_ada_looks_after_the_record_store(visitor, tmp_path):
    ada = visitor()
    ada.shots = tmp_path
    ada.sign_in("Ada Lin")
    ada.open(f"{RECORDS}statements/")
    check(ada, "records-statements")
    ada.page.get_by_text("Filters", exact=True).click()
    ada.page.get_by_label("Verb").fill("completed")
    check(ada, "records-filters")
    ada.press("Show")
    assert ada.page.get_by_role("cell", name="completed").count() > 5
    assert not ada.page.get_by_role("cell", name="answered").count()
    with ada.page.expect_navigation():
        ada.page.get_by_role("link", name="Older").click()
    check(ada, "records-older")
    with ada.page.expect_navigation():
        ada.page.locator("table.records-table td a").first.click()
    assert ada.page.get_by_text("As it is stored").count()
    check(ada, "records-statement")
    ada.open(f"{RECORDS}credentials/new/")
    check(ada, "records-issue")
    ada.press("Issue it")
    check(ada, "records-issue-wrong")
    ada.page.get_by_label("Name", exact=False).first.fill("The simulator")
    ada.page.get_by_label("Write statements").check()
    ada.press("Issue it")
    assert ada.page.get_by_text("cannot be shown again").count()
    check(ada, "records-issued")
    ada.open(f"{RECORDS}credentials/")
    check(ada, "records-credentials")
    with ada.page.expect_navigation():
        ada.page.get_by_role("link", name="The simulator").first.click()
    check(ada, "records-credential")
    with ada.page.expect_navigation():
        ada.page.get_by_role("link", name="Revoke it").click()
    check(ada, "records-revoke")
    ada.press("Yes, revoke it")
    ada.open(f"{RECORDS}forwarding/new/")
    check(ada, "records-forward")
    ada.page.get_by_label("Name", exact=False).first.fill("Archive")
    ada.page.get_by_label("Address").fill("https://10.0.0.7/xapi")
    ada.page.get_by_label("User name").fill("waymark")
    ada.page.locator("#id_secret").fill("sesame")
    ada.press("Start forwarding")
    assert ada.page.get_by_text("which is not a public address").count()
    ada.page.get_by_label("Address").fill("https://lrs.example.org/xapi")
    ada.page.locator("#id_secret").fill("sesame")
    ada.press("Start forwarding")
    assert ada.page.get_by_text("How far it has come").count()
    check(ada, "records-forwarder")
    ada.press("Pause")
    assert ada.page.get_by_text("Paused", exact=True).count()
    ada.open(f"{RECORDS}forwarding/")
    check(ada, "records-forwarders")


def test_it_works_without_scripts(visitor):
    ada = visitor(scripts=False)
    ada.sign_in("Ada Lin")
    ada.open(f"{RECORDS}statements/")
    ada.page.get_by_text("Filters", exact=True).click()
    ada.page.get_by_label("Verb").fill("registered")
    ada.press("Show")
    assert ada.page.get_by_role("cell", name="registered").count() > 5
    ada.open(f"{RECORDS}credentials/new/")
    ada.page.get_by_label("Name", exact=False).first.fill(WITHOUT_SCRIPTS)
    ada.page.get_by_label("Write statements").check()
    ada.press("Issue it")
    assert ada.page.get_by_text("cannot be shown again").count()
