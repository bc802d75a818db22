"""Two thousand lines of an old register, and the power fails in the middle: each is one dossier at the end."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.processes import Node
from tests.sheets import line, register

pytestmark = pytest.mark.browser

LINES = 2000
PATIENCE_MS = 240_000
UNDER_WAY = re.compile(r"đang ghi từng hồ sơ · [1-9][0-9.]*/2\.000")


def test_a_power_cut_in_the_middle_neither_loses_nor_doubles_a_line(
    commune: Node, desk_of: Callable[..., Desk], tmp_path: Path
) -> None:
    file = tmp_path / "so-2017.xlsx"
    file.write_bytes(register(*(line(number) for number in range(1, LINES + 1))).getvalue())
    an = desk_of("an")
    an.open("/nhap-so-cu")
    an.page.set_input_files("#file", file)
    an.page.get_by_role("button", name="Đưa sổ lên").click()
    an.page.get_by_role("button", name="Kiểm tra các dòng").click(timeout=PATIENCE_MS)
    an.page.get_by_role("link", name="Xem sổ đang nhập").wait_for()
    expect(an.page.locator("#job")).to_contain_text("Đã kiểm tra 2000 dòng", timeout=PATIENCE_MS)
    an.page.get_by_role("link", name="Xem sổ đang nhập").click()
    an.page.get_by_role("button", name="Ghi 2.000 hồ sơ").click()
    expect(an.page.locator("#job")).to_contain_text(UNDER_WAY, timeout=PATIENCE_MS)
    card = an.page.url
    an.page.goto("about:blank")

    commune.kill()
    half = counted(commune)
    commune.start()

    assert 0 < half[0] < LINES
    assert half[0] == half[1] == half[2]
    an.page.goto(card)
    expect(an.page.locator("#job")).to_contain_text("Đã ghi 2000 hồ sơ", timeout=PATIENCE_MS)
    assert counted(commune) == (LINES, LINES, LINES)


def counted(node: Node) -> tuple[int, int, int]:
    """Dossiers of the register, each number once; their lines of history; lines marked as written."""
    with closing(sqlite3.connect(f"file:{node.directory / 'motcua.db'}?mode=ro", uri=True)) as file:
        return tuple(
            file.execute(question).fetchone()[0]
            for question in (
                "SELECT COUNT(DISTINCT old_number) FROM dossier WHERE old_number IS NOT NULL",
                "SELECT COUNT(*) FROM step WHERE action = 'import'",
                "SELECT COUNT(*) FROM import_line WHERE state = 'written'",
            )
        )
