"""Who may read which page, what stands on it, and how many queries it takes."""

import csv
import re
import uuid
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from assessments.reports.actions import take_snapshot
from lms.audit.models import AuditEvent
from tests.factories.reports import AS_OF, answer, office

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    """Everybody of two directorates answered on data quality; a few in the third did."""
    found = office()
    skill = found.skills["data-quality"]
    for team, people in found.people.items():
        if team not in ("People", "Money", "Digital", "records"):
            answer(people, skill, ability=0.3, questions=12)
    for team in ("People", "Money", "Digital"):
        answer(found.people[team][:8], skill)
    answer(found.people["Dams"][:12], found.skills["ai"])
    return found


@pytest.fixture
def taken(made):
    take_snapshot(as_of=AS_OF, at=AT)
    return made


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(element):
    return re.sub(r"\s+", " ", element.get_text()).strip()


def test_priya_is_taken_straight_to_her_department(taken, client):
    response = page(client, taken.priya, "reports")
    assert response.url == reverse("gap_map", args=[taken.rivers.uuid])


def test_priya_sees_her_tree_and_not_the_office_for_public_records(taken, client):
    for unit in (taken.rivers, taken.directorates["Water and Flood"], taken.teams["Dams"]):
        assert page(client, taken.priya, "gap_map", unit.uuid).status_code == 200
    assert page(client, taken.priya, "gap_map", taken.records.uuid).status_code == 404


def test_daniel_of_another_department_gets_the_same_404_as_for_a_unit_that_does_not_exist(taken, client):
    skill = taken.skills["data-quality"]
    denied = page(client, taken.daniel, "gap_map", taken.rivers.uuid)
    missing = page(client, taken.daniel, "gap_map", uuid.uuid4())
    assert denied.status_code == missing.status_code == 404
    assert drop_nonce(denied.content.decode()) == drop_nonce(missing.content.decode())
    for name in ("gap_detail", "gap_detail_csv"):
        assert page(client, taken.daniel, name, taken.rivers.uuid, skill.uuid).status_code == 404
    assert page(client, taken.daniel, "gap_map_csv", taken.rivers.uuid).status_code == 404


def test_a_learner_gets_404_and_no_way_to_the_page(taken, client):
    assert page(client, taken.amara, "reports").status_code == 404
    assert page(client, taken.amara, "gap_map", taken.rivers.uuid).status_code == 404
    assert reverse("reports") not in page(client, taken.amara, "who_sees_what").content.decode()
    assert reverse("reports") in page(client, taken.priya, "who_sees_what").content.decode()


def test_anonymous_is_sent_to_sign_in(taken, client):
    response = client.get(reverse("gap_map", args=[taken.rivers.uuid]))
    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_a_map_has_share_range_base_and_date_in_every_published_cell(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid))
    cells = [text(cell) for cell in body.select("#map td.wm-c") if "%" in text(cell)]
    assert cells
    for cell in cells:
        assert re.search(r"\d+%\+? ", cell) or "under 5%" in cell
        assert re.search(r"\d+ of \d+ tested", cell)
        assert "as of 31 October 2026" in cell


@pytest.mark.parametrize(
    ("view", "pattern"),
    [
        ("short", r"(\d+|\[c\]) short ?\d+ of \d+ tested"),
        ("change", r"no earlier figure ?\d+ of \d+ tested"),
        ("tested", r"\d+% tested ?\d+ of \d+ tested"),
    ],
)
def test_another_view_prints_other_released_figures_with_their_base(taken, client, view, pattern):
    plain = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid))
    other = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid, view=view))
    before, after = (one.select("#map td.wm-c") for one in (plain, other))
    assert [cell["class"] for cell in before] == [cell["class"] for cell in after], "a colour is the share"
    shares = [text(cell) for cell in after if cell["class"][-1] in {"h1", "h2", "h3", "h4", "h5"}]
    assert shares
    for cell in shares:
        assert re.search(pattern, cell), cell
        assert "as of 31 October 2026" in cell
    assert other.select_one(".wm-views [aria-current]")["href"].startswith(f"?view={view}")


@pytest.mark.parametrize("view", ["share", "short", "change", "tested"])
def test_a_hidden_cell_is_hidden_in_every_view(taken, client, view):
    unit = taken.directorates["Corporate Services"].uuid
    hidden = [
        [cell is not None and "hc" in cell["class"] for cell in body.select("#map td.wm-c")]
        for body in (
            soup(page(client, taken.priya, "gap_map", unit)),
            soup(page(client, taken.priya, "gap_map", unit, view=view)),
        )
    ]
    assert hidden[0] == hidden[1]
    for cell in soup(page(client, taken.priya, "gap_map", taken.rivers.uuid, view=view)).select("#map td.hc"):
        assert text(cell) == "[c]hidden"


def test_short_in_a_cell_is_what_the_file_says(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid, view="short"))
    printed = {text(cell.b) for cell in body.select("#map td.wm-c:not(.hc):not(.hn)")}
    file = page(client, taken.priya, "gap_map_csv", taken.rivers.uuid).content.decode("utf-8-sig")
    rows = list(csv.DictReader(file.split("\r\n\r\n")[0].splitlines()))
    assert printed <= {row["People short"] for row in rows}


def test_links_keep_the_view_and_the_month_form_too(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid, view="tested", sort="az"))
    assert all("view=tested" in link["href"] for link in body.select("#map thead a"))
    assert body.select_one(".wm-views a")["href"] == "?sort=az#map"


def test_an_unknown_view_is_the_first_one(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid, view="<b>"))
    assert body.select_one(".wm-views [aria-current]").get_text() == "Share at the level"


def test_hidden_cells_are_the_mark_alone_and_lead_nowhere(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.directorates["Water and Flood"].uuid))
    assert body.select_one("#map") is not None
    for cell in body.select("#map td.hc"):
        assert text(cell) == "[c]hidden"
        assert cell.find("a") is None


def test_three_sentences_stand_on_top_and_say_what_the_figures_say(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid))
    first, second, third = (text(one) for one in body.select(".wm-say li"))
    assert "data quality" in first
    assert re.search(r"(in 10|half|in 20) of those tested meet what their role needs", first)
    assert re.search(r"about \d+[05] people are short", first)
    assert "no earlier month" in second
    assert "No course leads to data quality yet" in third


def test_skills_without_a_share_are_folded_together_whatever_the_reason(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid))
    assert [text(row.th).replace(" No course yet", "") for row in body.select("#map tbody tr")] == [
        "Data quality"
    ]
    folded = text(body.select_one("main details:not(.wm-filter)"))
    # One has 12 people tested, the other none: both read the same.
    assert "2 skills have no published share here" in folded
    assert "Data ethics and privacy, Using AI well" in folded


def test_the_map_can_be_sorted_by_links_with_a_permanent_address(taken, client):
    corporate = taken.directorates["Corporate Services"]
    for sort, heading in (
        ("az", "Skill"),
        ("all", "All DRH"),
        ("short", "People short"),
        (str(corporate.uuid), "Corp"),
    ):
        body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid, sort=sort))
        heads = [text(head) for head in body.select("#map th[aria-sort]")]
        assert len(heads) == 1
        assert heads[0].startswith(heading)


def test_a_team_has_no_children_and_still_a_map(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.teams["Dams"].uuid))
    assert len(body.select("#map thead th")) == 3


def test_before_the_first_snapshot_the_page_says_when(made, client):
    response = page(client, made.priya, "gap_map", made.rivers.uuid)
    assert "No figures yet" in response.content.decode()
    assert page(client, made.priya, "gap_map_csv", made.rivers.uuid).status_code == 404


def test_a_scope_that_is_hidden_as_a_whole_says_so_without_a_reason(taken, client):
    body = soup(page(client, taken.daniel, "gap_map", taken.records.uuid))
    assert body.select_one("#map") is None
    assert "There are no figures to show here" in text(body)


def test_a_month_is_an_address_and_an_unknown_one_is_404(taken, client):
    assert page(client, taken.priya, "gap_map", taken.rivers.uuid, month="2026-10").status_code == 200
    assert page(client, taken.priya, "gap_map", taken.rivers.uuid, month="2026-09").status_code == 404
    assert page(client, taken.priya, "gap_map", taken.rivers.uuid, month="x'--").status_code == 404


def test_drilling_down_goes_from_department_to_directorate_to_team_for_one_skill(taken, client):
    skill = taken.skills["data-quality"]
    unit = taken.rivers
    for below in (taken.directorates["Water and Flood"], taken.teams["Dams"]):
        body = soup(page(client, taken.priya, "gap_detail", unit.uuid, skill.uuid))
        assert reverse("gap_detail", args=[below.uuid, skill.uuid]) in str(body.select_one("main"))
        unit = below
    body = soup(page(client, taken.priya, "gap_detail", unit.uuid, skill.uuid))
    assert "Where is it?" not in text(body)


def test_a_skill_has_its_split_its_levels_its_trend_with_a_table_and_its_ways(taken, client):
    body = soup(page(client, taken.priya, "gap_detail", taken.rivers.uuid, taken.skills["data-quality"].uuid))
    words = text(body)
    for part in ("How far off are people?", "By the level required", "Is it moving?", "What would close it"):
        assert part in words
    assert body.select_one("svg.wm-trend__svg[role=img][aria-label]")
    assert "October 2026" in text(body.select_one("main details table"))
    assert "Snapshot of 31 October 2026" in words


def test_a_hidden_skill_and_one_that_nobody_needs_look_the_same(taken, client):
    """Attack A15: size under 5 and size 0, told apart by nothing."""
    few = page(client, taken.daniel, "gap_detail", taken.records.uuid, taken.skills["ai"].uuid)
    none = page(client, taken.daniel, "gap_detail", taken.records.uuid, taken.skills["data-ethics"].uuid)
    assert few.status_code == none.status_code == 200
    same = few.content.decode().replace("Using AI well", "X").replace(str(taken.skills["ai"].uuid), "U")
    other = none.content.decode().replace("Data ethics and privacy", "X")
    other = other.replace(str(taken.skills["data-ethics"].uuid), "U")
    assert drop_nonce(same) == drop_nonce(other)


def drop_nonce(html):
    return re.sub(r'value="[A-Za-z0-9]{64}"|nonce="[^"]+"', "", html)


def test_an_unknown_skill_is_404(taken, client):
    assert page(client, taken.priya, "gap_detail", taken.rivers.uuid, uuid.uuid4()).status_code == 404


def test_no_raw_figure_is_on_the_page(taken, client):
    """248 of 360 people were tested: only rounded numbers of people may be read anywhere."""
    html = page(client, taken.priya, "gap_map", taken.rivers.uuid).content.decode()
    html += page(
        client, taken.priya, "gap_detail", taken.rivers.uuid, taken.skills["data-quality"].uuid
    ).content.decode()
    for count in re.findall(r"(\d+) of (\d+) tested|(\d+) people|(\d+) short", html):
        assert all(int(number) % 5 == 0 for number in count if number)


@pytest.mark.parametrize("name", ["gap_map", "gap_detail"])
def test_the_queries_stay_the_same_whatever_the_size(taken, client, django_assert_num_queries, name):
    """Session and user, then eight: grants, unit, family, months, figures, history, skills, courses."""
    skill = [taken.skills["data-quality"].uuid] if name == "gap_detail" else []
    client.force_login(taken.priya)
    for unit in (taken.rivers, taken.teams["Dams"]):
        with django_assert_num_queries(10):
            client.get(reverse(name, args=[unit.uuid, *skill]))


def test_a_get_writes_nothing_but_the_note_of_an_export(taken, client):
    page(client, taken.priya, "gap_map", taken.rivers.uuid)
    assert AuditEvent.objects.count() == 0
    page(client, taken.priya, "gap_map_csv", taken.rivers.uuid)
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("report.exported", str(taken.rivers.uuid))
    assert event.by == taken.priya.uuid
    assert date(2026, 10, 31) == AS_OF
