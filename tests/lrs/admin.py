"""What the tests of the record store's pages share: Ada signed in, with the grant."""

import pytest
from bs4 import BeautifulSoup

from tests.factories import accounts as people

RECORDS = "/cms/records/"


@pytest.fixture
def ada(client):
    """She administers the site and holds the grant."""
    client.user = people.ada()
    people.grant(client.user, "manage_records")
    client.force_login(client.user)
    return client


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def facts(answer):
    """What a page says in its lists of facts, by name."""
    return {
        one.get_text(strip=True): one.find_next("dd").get_text(" ", strip=True)
        for one in soup(answer).select("dt")
    }


def rows(answer):
    table = soup(answer).select_one("table.records-table")
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in (table.select("tbody tr") if table else [])
    ]
