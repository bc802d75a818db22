"""The history: each step with what it changed, field by field, in words."""

from datetime import timedelta

import pytest

from app.domain.results import ResultDraft
from app.queries import dossiers as queries
from app.services import dossiers
from sync import journal, store
from tests.town import AN, BINH, CHI, FUNERAL, GIANG, NOW, SHOP, form

pytestmark = pytest.mark.usefixtures("office")

HOUR = timedelta(hours=1)


@pytest.fixture
def dossier_id():
    return dossiers.receive(form(1, procedure_id=SHOP), by=AN, at=NOW)


def fields_of(event):
    return {change.label: (change.before, change.after) for change in event.changes}


def test_the_newest_step_stands_first_with_who_where_and_when(dossier_id):
    dossiers.take_up(dossier_id, note="Nhận hồ sơ giấy.", by=BINH, at=NOW + HOUR)

    newest, oldest = queries.timeline(dossier_id)

    assert (newest.title, newest.by, newest.by_title) == ("Thụ lý", "Lê Văn Bình", "Công chức")
    assert (newest.unit_name, newest.at, newest.position) == ("Xã Thạch Hải", NOW + HOUR, 2)
    assert (newest.from_label, newest.to_label) == ("Mới tiếp nhận", "Đang thụ lý")
    assert (newest.note, newest.to) == ("Nhận hồ sơ giấy.", "Lê Văn Bình")
    assert (oldest.title, oldest.from_label) == ("Tiếp nhận", "")


def test_a_step_says_what_it_changed_before_and_after(dossier_id):
    dossiers.take_up(dossier_id, by=BINH, at=NOW + HOUR)

    assert fields_of(queries.timeline(dossier_id)[0]) == {
        "Trạng thái": ("Mới tiếp nhận", "Đang thụ lý"),
        "Tài khoản thụ lý": ("", "binh@18571"),
        "Người thụ lý": ("", "Lê Văn Bình"),
    }


def test_values_are_said_in_words_not_in_codes(dossier_id):
    fields = fields_of(queries.timeline(dossier_id)[0])

    assert fields["Hẹn trả"] == ("", "17:00 29/05/2019")
    assert fields["Ngày sinh"] == ("", "05/03/1990")
    assert fields["Giới tính"] == ("", "Nữ")
    assert fields["Hình thức nộp"] == ("", "Trực tiếp")
    assert fields["Đơn vị tiếp nhận"] == ("", "Xã Thạch Hải")
    assert fields["Số tiền phải nộp"] == ("", "150.000 đ")
    assert fields["Phí, lệ phí"][1].endswith(": 150.000 đ")
    assert fields["Đã có"] == ("", "có")


def test_papers_are_named_where_their_fields_change(dossier_id):
    changes = queries.timeline(dossier_id)[0].changes

    assert {change.about for change in changes if change.label == "Số bản chính"} == {
        "Tờ khai đăng ký khai sinh", "Giấy chứng sinh",
    }  # fmt: skip


def test_a_result_belongs_to_the_step_that_signed_it(dossier_id):
    dossiers.take_up(dossier_id, by=BINH, at=NOW + HOUR)
    dossiers.submit_for_approval(
        dossier_id, draft=ResultDraft("granted", number="7"), by=BINH, at=NOW + 2 * HOUR
    )
    dossiers.approve(dossier_id, by=CHI, at=NOW + 3 * HOUR)

    signed, submitted, *_ = queries.timeline(dossier_id)
    assert fields_of(submitted)["Kết quả"] == ("", "Được giải quyết")
    assert fields_of(signed)["Đã ký"] == ("không", "có")
    assert fields_of(signed)["Người ký"] == ("", "Phạm Thị Chi")


def test_a_forwarded_dossier_names_the_office_it_went_to():
    dossier_id = dossiers.receive(form(1, procedure_id=FUNERAL), by=AN, at=NOW)
    dossiers.forward_up(dossier_id, by=AN, at=NOW + HOUR)
    dossiers.return_down(dossier_id, reason="Thiếu giấy.", by=GIANG, at=NOW + 2 * HOUR)

    back, up, _ = queries.timeline(dossier_id)
    assert (up.unit_name, up.to) == ("Xã Thạch Hải", "Huyện Thạch Hà")
    assert (back.unit_name, back.to, back.note) == ("Huyện Thạch Hà", "Xã Thạch Hải", "Thiếu giấy.")


def test_a_correction_outside_every_step_has_a_line_of_its_own(dossier_id):
    journal.record("dossier", dossier_id, by=BINH, at=NOW + HOUR, phone="0987654321")

    newest = queries.timeline(dossier_id)[0]
    assert (newest.action, newest.title, newest.by) == ("", "Sửa dữ liệu", "binh@18571")
    assert fields_of(newest) == {"Điện thoại": ("0912345678", "0987654321")}


def test_changes_are_told_from_the_first_to_the_last(dossier_id):
    journal.record("dossier", dossier_id, by=BINH, at=NOW + HOUR, phone="0987654321")
    journal.record("dossier", dossier_id, by=CHI, at=NOW + 2 * HOUR, phone=None)

    *_, first, last = queries.changes(dossier_id)
    assert (first.by, first.unit, first.at) == ("binh@18571", "445", NOW + HOUR)
    assert [(c.field, c.before, c.after) for c in last.fields] == [("phone", "0987654321", "")]


def test_two_times_are_told_where_they_differ(dossier_id):
    store.run("UPDATE operation SET arrived_at = '2019-05-25T02:00:00Z'")

    event = queries.timeline(dossier_id)[0]
    assert event.took_long
    assert (event.at, event.arrived_at) == (NOW, NOW + timedelta(days=1))


def test_what_is_done_here_arrives_at_once(dossier_id):
    assert not queries.timeline(dossier_id)[0].took_long


def test_a_dossier_without_a_history_has_none():
    assert queries.timeline("0" * 32) == []
    assert queries.changes("0" * 32) == []


def test_a_clock_that_ran_ahead_leaves_no_change_without_a_step(dossier_id):
    dossiers.take_up(dossier_id, by=BINH, at=NOW + 48 * HOUR)
    told_later = dossiers.refuse(form(2), reason="Không thuộc thẩm quyền.", by=AN, at=NOW + HOUR)

    (event,) = queries.timeline(told_later)

    assert event.title == "Từ chối tiếp nhận"
    assert {change.about for change in event.changes} >= {"Giấy chứng sinh"}


def test_a_dossier_sent_up_names_what_the_office_above_is_called():
    sent = dossiers.receive(form(3, procedure_id=FUNERAL), by=AN, at=NOW)
    dossiers.forward_up(sent, by=AN, at=NOW + HOUR)

    assert queries.timeline(sent)[0].title == "Chuyển lên huyện"
