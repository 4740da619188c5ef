"""Several people answering at once, over the browser's own protocol, while the server is killed."""

import asyncio
import sys

import pytest

from crowd_run import Server, accounts, crowded, proven
from taiodo.survey.items import ItemFilter
from taiodo.workflow import surveying
from taiodo.workflow.desk import initialise, open_desk

PEOPLE = 6
SECONDS = 15.0


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_no_answer_is_lost_or_doubled_when_the_server_is_killed(database_url, tmp_path):
    desk, _ = initialise(database_url, sample="nakano")
    survey = surveying.open_survey(desk, "jumin", "1.0").id
    page = surveying.requirement_page(desk, ItemFilter(survey=survey))
    passwords = accounts(desk, page.items[0].department, PEOPLE)
    desk.store.close()
    server = Server(database_url, tmp_path)
    try:
        ledger, _ = asyncio.run(crowded(server, passwords, SECONDS, page.total, kills=2))
    finally:
        server.end()
    found = open_desk(database_url)
    proof = proven(found, ledger)
    found.store.close()
    assert proof["acknowledged"] > PEOPLE, (ledger.missed, server.said())
    assert proof["batches"] > 0
    for fault in ("lost", "doubled", "half_written_batches", "items_not_as_last_in_audit"):
        assert proof[fault] == 0, proof
    assert proof["check_findings"] == []
