"""Journey 5: one dossier of forty breaks a rule of the district. The others go, the clerk mends it, and nothing is left
over; meanwhile the district, its database and the commune lose their power in turn.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.postgres import Server
from tests.processes import ROOT, Node, environment

pytestmark = pytest.mark.browser

HAI, OTHERS = "18571", 39
OF_A_LAXER_VERSION = """
import sys
from pathlib import Path
from app import clock, instance
from app.domain import intake_check
from app.domain.checked import Checked
from app.domain.officers import Officer, Role
from app.models.dossiers import Dossier
from app.services import dossiers
from tests.town import COPIES, form
intake_check.check_phone = Checked
Dossier.phone.max_length = 60
instance.open_instance(Path(sys.argv[1]))
by = Officer("an", "Trần Thị An", "Công chức", "18571", frozenset(Role))
two_numbers = form(1, procedure_id=COPIES, phone="0912 345 678 hoặc 0987 654 321", applicant_name="Phan Thị Hai Số")
dossiers.receive(two_numbers, by=by, at=clock.now())
"""
"""A commune whose program takes a telephone number that the district's does not."""


@pytest.fixture(scope="module")
def offices(fleet_offices: dict[str, Node]) -> dict[str, Node]:
    return fleet_offices


def test_one_poisoned_dossier_holds_nobody_up_and_is_mended_where_it_was_typed(
    district: Node, commune: Node, power: Server, desk_of: Callable[..., Desk]
) -> None:
    commune.command("seed", "--dossiers", str(OTHERS), "--seed", "5")
    subprocess.run(
        [sys.executable, "-c", OF_A_LAXER_VERSION, str(commune.directory)],
        env={**environment(), "PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True,
    )  # fmt: skip
    the_district_loses_its_power(commune, district)

    commune.sync()

    assert district.dump(HAI).count("\n") == OTHERS
    an, giang = desk_of("an"), desk_of("giang")
    expect(an.lamp).to_contain_text("cần người xem – 1 hồ sơ bị từ chối")
    the_parent_lists_it(giang, power)
    mend(an)
    commune.restart()
    commune.sync()

    an.open("/dong-bo/bi-tu-choi")
    expect(an.page.get_by_text("Không có gì bị từ chối")).to_be_visible()
    expect(an.lamp).to_contain_text("đã khớp")
    assert commune.dump() == district.dump(HAI)
    district.restart()
    expect_nothing_refused(giang)
    district.command("verify")


def the_district_loses_its_power(commune: Node, district: Node) -> None:
    """In the middle of taking the forty in."""
    running = commune.begin_command("sync")
    time.sleep(0.8)
    district.kill()
    running.wait(60)
    district.start()


def the_parent_lists_it(giang: Desk, power: Server) -> None:
    """Also when the database of the district was away, which the page says calmly."""
    giang.page.context.watch.expect("503")
    power.kill()
    assert giang.open("/bi-tu-choi") == 503
    expect(giang.page.get_by_role("heading", level=1)).to_have_text("Cơ sở dữ liệu chưa trả lời")
    power.start()
    assert giang.open("/bi-tu-choi") == 200
    refused = giang.page.get_by_role("region", name=re.compile("^Bị từ chối 1"))
    expect(refused).to_contain_text("“Điện thoại” không hợp lệ")


def mend(an: Desk) -> None:
    an.open("/dong-bo/bi-tu-choi")
    row = an.page.get_by_role("row", name=re.compile("“Điện thoại” không hợp lệ"))
    an.follow(row.get_by_role("link", name="Sửa"))
    an.fill(phone="0912 345 678")
    an.page.get_by_label("Theo thẻ CCCD").check()
    assert an.press("Lưu") == 200
    an.open("/dong-bo/bi-tu-choi")
    expect(an.page.get_by_text("Đã sửa, chờ huyện xác nhận")).to_be_visible()


def expect_nothing_refused(giang: Desk) -> None:
    """The district looks through what waits every few seconds."""
    for _ in range(20):
        giang.open("/bi-tu-choi")
        if giang.page.get_by_role("heading", name="Bị từ chối 0").count():
            return
        time.sleep(0.5)
    expect(giang.page.get_by_role("heading", name="Bị từ chối 0")).to_be_visible()
