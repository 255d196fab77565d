"""The tests' own PostgreSQL starts from nothing, answers, and leaves nothing behind."""

import psycopg
import pytest

from tests.services.parts import missing
from tests.services.postgresql import STANDING, programs, running_cluster

pytestmark = pytest.mark.services


def test_a_cluster_of_our_own_comes_and_goes() -> None:
    if programs() is None:
        missing("PostgreSQL")
    with running_cluster() as cluster:
        assert cluster.is_running()
        with psycopg.connect(cluster.url) as connection:
            row = connection.execute("SELECT current_setting('listen_addresses'), 1").fetchone()
        assert row == ("127.0.0.1", 1)
    if cluster.folder == STANDING:
        return  # `make services` keeps it, and so must we
    assert not cluster.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.url, connect_timeout=2)
