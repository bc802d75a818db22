"""Real processes in trouble for `MOTCUA_SOAK_SECONDS` (10 unless told), then judged.

The gate soaks five minutes beside the tests. Longer and with other seeds:
`python -m tests.sync.soak --minutes 480 --seed 9`.
"""

import os
from pathlib import Path

import pytest

from tests import postgres
from tests.sync import soak

SECONDS = float(os.environ.get("MOTCUA_SOAK_SECONDS", "10"))
SEED = 20190523


@pytest.mark.slow
def test_offices_in_trouble_lose_nothing(tmp_path: Path) -> None:
    with postgres.running_server() as server:
        faults, done = soak.run(SECONDS, SEED, tmp_path, server)

    assert faults == []
    assert done["write 200"] > SECONDS
    assert done["exchange 200"] > SECONDS / 2
    assert done["spoil_a_line"] > 0


def test_the_soak_misses_a_save_that_is_gone(tmp_path: Path, postgresql: postgres.Server) -> None:
    offices = soak.Soak(1, tmp_path, postgresql)
    offices.begin()
    offices.written.add(b"confirmed to somebody")

    found = [*offices.calm(), *offices.faults()]

    assert found == ["I1: 1 operations are gone that no restore had destroyed"]
