"""The files hold what the pages show, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments.reports.actions import take_snapshot
from assessments.reports.queries import tables
from lms.disclosure import records
from lms.disclosure.files import Figures, Words, safe, write_csv
from lms.disclosure.released import NotReleased
from tests.factories.reports import AS_OF, answer, office
from tests.reports.test_pages import page, soup, text

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def taken():
    made = office()
    for team, people in made.people.items():
        if team != "records":
            answer(people, made.skills["data-quality"], ability=0.3, questions=12)
    take_snapshot(as_of=AS_OF, at=AT)
    return made


def lines(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_every_figure_of_the_map_is_in_the_file_and_the_other_way_round(taken, client):
    body = soup(page(client, taken.priya, "gap_map", taken.rivers.uuid))
    file = lines(page(client, taken.priya, "gap_map_csv", taken.rivers.uuid))
    head = file[0]
    rows = [dict(zip(head, row, strict=True)) for row in file[1:] if len(row) == len(head)]
    for row in body.select("#map tbody tr"):
        skill = text(row.th.a)
        for cell in row.select("td.wm-c a"):
            unit = text(cell.span).removeprefix(f"{skill}, ").rstrip(":")
            (found,) = [one for one in rows if (one["Skill"], one["Unit"]) == (skill, unit)]
            assert found["Share at the level required"] == text(cell.b)
            assert found["Likely range, %"] == text(cell.select_one(".of"))
            assert f"{found['Tested']} of {found['Need the skill']} tested" in text(cell)
            assert found["Figure as of"] == "2026-10-31"
        (everyone,) = [one for one in rows if (one["Skill"], one["Unit"]) == (skill, taken.rivers.name)]
        assert everyone["People short"] == text(row.select_one(".wm-map__gapcell b"))


def test_hidden_is_the_same_mark_in_every_column(taken, client):
    file = lines(page(client, taken.priya, "gap_map_csv", taken.rivers.uuid))
    head = file[0]
    hidden = [row for row in file if len(row) == len(head) and row[3] == "[c]"]
    assert hidden
    for row in hidden:
        marks = [
            value for name, value in zip(head, row, strict=True) if name in {"Tested", "Likely range, %"}
        ]
        assert marks == ["[c]", "[c]"]


def test_the_file_carries_its_date_and_its_definitions(taken, client):
    for name, rest in (("gap_map_csv", []), ("gap_detail_csv", [taken.skills["data-quality"].uuid])):
        flat = page(client, taken.priya, name, taken.rivers.uuid, *rest).content.decode()
        assert "Snapshot as of,2026-10-31" in flat
        assert "likely to hold the true share 9 times in 10" in flat
        assert "Do not read it as zero" in flat


def test_the_detail_file_holds_the_tables_of_the_page(taken, client):
    skill = taken.skills["data-quality"]
    file = lines(page(client, taken.priya, "gap_detail_csv", taken.rivers.uuid, skill.uuid))
    body = soup(page(client, taken.priya, "gap_detail", taken.rivers.uuid, skill.uuid))
    assert {row[0] for row in file[1:] if len(row) == 7} == {
        "Unit",
        "How far off",
        "By level required",
        "By month",
        "Beneath",
    }
    for row in body.select(".wm-cards tbody tr"):
        name, share = text(row.th), text(row.select_one(".wm-chip"))
        assert any(line[:3] == ["Beneath", name, share] for line in file)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "\u00a0=1", '=HYPERLINK("x")'],
)
def test_what_looks_like_a_formula_is_written_as_text(text):
    assert safe(text).startswith("'")


def test_harmless_text_is_written_as_it_is():
    assert safe("Data quality, working") == "Data quality, working"


def test_a_unit_with_a_formula_for_a_name_comes_out_as_text(taken, client):
    team = taken.teams["Dams"]
    team.name = '=HYPERLINK("http://x","y")'
    team.save()
    flat = page(
        client, taken.priya, "gap_map_csv", taken.directorates["Water and Flood"].uuid
    ).content.decode()
    assert "\n=" not in flat
    assert ",=" not in flat
    assert "'=HYPERLINK" in flat


def test_the_writer_takes_no_bare_figure(taken):
    with pytest.raises(NotReleased):
        write_csv(io.StringIO(), columns=[Words("Skill"), Figures("Share")], rows=[("AI", "38%")], notes=[])
    with pytest.raises(NotReleased):
        write_csv(io.StringIO(), columns=[Words("Skill")], rows=[(38,)], notes=[])


def test_no_column_of_figures_is_a_column_of_words():
    names = {column.head for column in tables.MAP_COLUMNS if isinstance(column, Words)}
    assert names == {"Framework", "Skill", "Unit"}


def test_a_figure_that_was_stored_comes_back_as_it_was_released(taken):
    release = records.latest("skill gaps")
    first, second = records.board(release), records.board(release)
    assert {key: one.full_text for key, one in first.figures.items()} == {
        key: one.full_text for key, one in second.figures.items()
    }
    assert reverse("gap_map", args=[taken.rivers.uuid])
