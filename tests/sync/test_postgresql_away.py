"""PostgreSQL is stopped in the middle of an exchange: the commune hears “away”, goes on later, and loses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests import postgres
from tests.processes import Node
from tests.sync.lines import Profile
from tests.sync.proxy import Proxy

SLOW = Profile("a line on which a day's work takes seconds", up_bits=160_000)


@dataclass
class Offices:
    server: postgres.Server
    district: Node
    commune: Node
    line: Proxy

    def sync_and_stop_postgresql(self, mode: str) -> int:
        """The server goes when a part of the request has come; how the exchange ends."""
        before = self.line.counts.up
        running = self.commune.begin_command("sync")
        while self.line.counts.up < before + 4000:
            assert running.poll() is None, "the exchange was over too soon"
        self.server.stop(mode)
        return running.wait(90)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    folder = tmp_path_factory.mktemp("away")
    with postgres.running_server() as server, server.new_database() as url:
        district, commune = Node(folder / "district", database_url=url), Node(folder / "commune")
        district.init("445")
        district.start()
        with Proxy(("127.0.0.1", district.port), SLOW) as line:
            code = district.invite("18571")
            commune.command("init", "--unit", "18571", "--parent", line.url, "--invite", code)
            yield Offices(server, district, commune, line)
        district.kill()


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "seed"), [("immediate", "3"), ("fast", "4")])
def test_a_database_that_goes_in_the_middle_is_away_and_comes_back(
    mode: str, seed: str, offices: Offices
) -> None:
    offices.commune.command("seed", "--dossiers", "40", "--seed", seed)
    cut_short = offices.sync_and_stop_postgresql(mode)
    while_away = offices.commune.try_command("sync")
    offices.server.start()

    offices.commune.sync()

    assert cut_short == while_away.returncode == 3
    assert "Chưa liên lạc được với cấp trên" in while_away.stderr
    assert offices.commune.dump() == offices.district.dump("18571")
    assert offices.commune.dump().count("\n") >= 40
    offices.district.command("verify")
    offices.commune.command("verify")
