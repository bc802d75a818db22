"""The history of a dossier: every change stands under the step that made it."""

from datetime import timedelta

import pytest

from app.queries import dossiers as queries
from app.services import dossiers as services
from tests.town import AN, BINH, FUNERAL, NOW, form

pytestmark = pytest.mark.usefixtures("office")


def test_every_change_stands_under_its_step():
    dossier = services.receive(form(procedure_id=FUNERAL, papers=()), by=AN, at=NOW)
    services.take_up(dossier, by=BINH, at=NOW + timedelta(hours=1))
    services.forward_up(dossier, by=BINH, at=NOW + timedelta(hours=2))

    events = queries.timeline(dossier)

    assert [event.title for event in events] == ["Chuyển lên huyện", "Thụ lý", "Tiếp nhận"]
    assert [event.changes[0].label for event in events] == [
        "Đơn vị đang giữ",
        "Người thụ lý",
        "Mã hồ sơ",
    ]


def test_a_clock_that_ran_ahead_leaves_no_change_without_a_step():
    services.receive(form(1), by=AN, at=NOW + timedelta(days=1))
    dossier = services.refuse(form(2), reason="Không thuộc thẩm quyền", by=AN, at=NOW)

    (event,) = queries.timeline(dossier)

    assert event.title == "Từ chối tiếp nhận"
    assert {change.about for change in event.changes} >= {
        "Giấy chứng sinh",
        "Tờ khai đăng ký khai sinh",
    }
