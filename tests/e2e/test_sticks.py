"""A day's work carried by hand between two real offices whose line is dead."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import Node


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that is carried to and fro."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def test_a_day_of_work_goes_by_stick_both_ways(
    new_node: Callable[..., Node], database_url: str, stick: Path
) -> None:
    on_postgresql = database_url.startswith("postgresql")
    district = new_node("district", database_url=database_url if on_postgresql else "")
    district.init("445")
    district.start()
    commune = new_node("commune")
    commune.init("18571", parent=district)
    district.kill()
    commune.command("seed", "--dossiers", "40", "--seed", "7")

    commune.command("usb-export", str(stick))
    district.command("usb-import", "--dry-run", *carried(stick, "motcua-18571-den-445-*"))
    district.command("usb-import", *carried(stick, "motcua-18571-den-445-*"))
    district.command("seed", "--incoming", "--seed", "7")
    commune.command("usb-import", *carried(stick, "motcua-445-den-18571-*"))
    district.command("usb-export", "--to", "18571", str(stick / "cho-xa.motcua"))
    commune.command("usb-import", *carried(stick, "cho-xa.motcua"))

    assert commune.dump() == district.dump("18571")
    assert commune.dump().count("\n") == 40
    commune.command("verify")
    district.command("verify")


def test_a_stick_for_somebody_else_is_refused_with_the_reason(
    new_node: Callable[..., Node], stick: Path
) -> None:
    district = new_node("district")
    district.init("445")
    district.start()
    commune = new_node("commune")
    commune.init("18571", parent=district)
    commune.command("usb-export", str(stick))

    said = commune.try_command("usb-import", *carried(stick, "*.motcua"))

    assert said.returncode == 1
    assert "không phải cho máy này" in said.stderr


def carried(stick: Path, pattern: str) -> list[str]:
    """The packages on the stick with such a name; there is one."""
    found = [str(file) for file in stick.glob(pattern)]
    assert len(found) == 1
    return found
