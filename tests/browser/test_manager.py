"""An L&D manager reads the gap: the map, one directorate, one skill, the file."""

import re


def test_priya_reads_the_map_goes_down_the_tree_to_one_skill_and_takes_the_file(visitor):
    priya = visitor()
    priya.sign_in("Priya Nair")
    assert priya.page.get_by_role("heading", level=1).inner_text().startswith("Skill gaps in")
    priya.check_page("gap-map")
    for view in ("People short", "Change", "Tested"):
        priya.page.get_by_role("link", name=view, exact=True).click()
        priya.check_page(f"gap-map-{view.split()[-1].lower()}")
    priya.page.get_by_role("link", name="Share at the level").click()
    priya.page.get_by_role("link", name="Data quality").first.click()
    priya.check_page("gap-detail")
    priya.page.go_back()
    with priya.page.expect_download() as waiting:
        priya.page.get_by_role("link", name=re.compile("CSV")).first.click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert "Data quality" in text
    assert "as of" in text.lower()


def test_helen_sees_what_is_hidden_and_why_a_cell_says_so(visitor):
    helen = visitor()
    helen.sign_in("Helen Marsh")
    helen.check_page("gap-map-hidden")
    assert helen.page.get_by_text("[c]").count() or helen.page.get_by_text("Not enough evidence").count()


def test_priya_without_javascript_sees_the_same_map(visitor):
    priya = visitor(scripts=False)
    priya.sign_in("Priya Nair")
    assert priya.page.get_by_role("table").count()
    priya.check_page("gap-map-without-javascript")


def test_pages_about_the_site_and_pages_that_are_not_there(visitor):
    anyone = visitor()
    for path in ("privacy", "cookies", "accessibility", "how-levels-work", "who-sees-what", "frameworks"):
        anyone.open(f"/{path}/")
        anyone.check_page(path)
    for path in ("frameworks/essentials", "frameworks/essentials/policy", "account/password/reset"):
        anyone.open(f"/{path}/")
        anyone.check_page(path.replace("/", "-"))
    anyone.page.goto(anyone.site + "/nothing-here/")
    anyone.check_page("not-found")
    anyone.page.goto(anyone.site + "/cy/privacy/")
    anyone.check_page("not-in-welsh")
