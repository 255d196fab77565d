"""What the portal asks all the time reads no table from end to end: each question has its index.

Asked by the portal's own code, on the database that the suite runs on (SQLite and PostgreSQL). What each
question costs with 50,000 facilities: `python -m benchmarks.plans`.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from benchmarks import plans
from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.person import person_of
from portal.kernel.actors import SystemActor

pytestmark = pytest.mark.databases

SIZE = 2_000
# These count and sort all rows that somebody may see, and are asked now and then.
OVER_ALL = ("register", "sitemap")
# From end to end: a table, or an index that is walked along without anything looked up in it.
WHOLE = re.compile(
    r"^SCAN (\w+)|Seq Scan on (\w+)|(?:Index|Index Only) Scan .*on (\w+)[^\n]*\n(?!\s*Index Cond)",
    re.MULTILINE,
)
ONE_ROW = "search_changecounter"
# Nobody is a member of what is filled in here: PostgreSQL reads an empty table as it likes.
EMPTY = "facilities_membership"


def test_no_question_reads_a_whole_table(admin_user: Any, admin_client: Any) -> None:
    posts.give_post(actor=SystemActor("essai"), user=admin_user, function=Role.DIGIPRO)
    plans.fill(SIZE)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # With so few rows it would rather read them all than look anything up.
            cursor.execute("SET LOCAL enable_seqscan = off")
    questions = plans.questions(admin_client.get, person_of(admin_user, LoginLevel.EID), SIZE)
    read = {name: _read_whole(ask) for name, ask in questions.items() if not name.startswith(OVER_ALL)}
    assert {name: tables for name, tables in read.items() if tables} == {}


def _read_whole(ask: Callable[[], object]) -> set[str]:
    """Our tables that are read from end to end to answer."""
    explained = [line for sql in plans.statements(ask) for line in plans.plan(sql)]
    assert explained
    found = {"".join(names) for names in WHOLE.findall("\n".join(explained) + "\n")}
    return {name for name in found if name.startswith(("facilities_", "search_", "audit_"))} - {
        ONE_ROW,
        EMPTY,
    }
