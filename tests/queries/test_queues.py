"""The queues of the desk: what waits for whom, and how much of it is counted."""

from datetime import timedelta

import pytest

from app.domain.results import ResultDraft
from app.queries import dossiers as queries
from app.queries import queues
from app.queries.dossiers import Filters
from app.services import dossiers
from tests.town import AN, BINH, CHI, DUNG, FUNERAL, GIANG, HA, KHOA, NOW, form

pytestmark = pytest.mark.usefixtures("office")

GRANTED = ResultDraft("granted")


def receive(number=1, at=NOW, **answers):
    return dossiers.receive(form(number, **answers), by=AN, at=at)


def sizes(officer, now=NOW):
    """The queues that hold something."""
    return {queue.key: queue.count for queue in queries.queues(officer, now) if queue.count}


def test_each_role_sees_the_queues_that_concern_it():
    labels = {officer.username: [q.label for q in queries.queues(officer, NOW)] for officer in
              (AN, BINH, CHI, GIANG)}  # fmt: skip

    assert labels["an"] == [
        "Cần làm hôm nay", "Quá hạn", "Sắp đến hạn (3 ngày)", "Chờ tiếp nhận", "Mới tiếp nhận",
        "Bị huyện trả lại", "Chờ bổ sung", "Chờ nộp nghĩa vụ tài chính", "Phiếu chờ giao công dân",
        "Xin rút hồ sơ", "Đã chuyển huyện", "Có kết quả – chờ trả", "Bưu điện đang chuyển",
    ]  # fmt: skip
    assert labels["binh"] == [
        "Việc của tôi", "Cần làm hôm nay", "Quá hạn", "Sắp đến hạn (3 ngày)", "Mới tiếp nhận",
        "Đang thụ lý", "Bị huyện trả lại", "Chờ ký", "Chờ bổ sung", "Chờ nộp nghĩa vụ tài chính",
        "Đã chuyển huyện",
    ]  # fmt: skip
    assert labels["chi"] == [
        "Cần làm hôm nay", "Quá hạn", "Sắp đến hạn (3 ngày)", "Mới tiếp nhận", "Đang thụ lý",
        "Bị huyện trả lại", "Chờ ký", "Phiếu chờ ký", "Xin rút hồ sơ", "Đã chuyển huyện",
    ]  # fmt: skip
    assert labels["giang"] == [
        "Cần làm hôm nay", "Quá hạn", "Sắp đến hạn (3 ngày)", "Chờ tiếp nhận",
        "Hồ sơ xã chuyển lên", "Mới tiếp nhận", "Chờ bổ sung", "Chờ nộp nghĩa vụ tài chính",
        "Phiếu chờ giao công dân", "Xin rút hồ sơ", "Chờ gửi kết quả về xã", "Có kết quả – chờ trả",
        "Bưu điện đang chuyển",
    ]  # fmt: skip


def test_a_new_dossier_waits_to_be_taken_up_and_is_due_today():
    receive()

    assert sizes(AN) == {"hom-nay": 1, "moi-tiep-nhan": 1}
    assert sizes(BINH) == {"hom-nay": 1, "moi-tiep-nhan": 1}


def test_a_day_later_it_is_overdue_and_still_to_be_done_today():
    receive()

    assert sizes(AN, NOW + timedelta(days=1)) == {"hom-nay": 1, "qua-han": 1, "moi-tiep-nhan": 1}


def test_three_working_days_ahead_is_soon_and_four_is_not():
    receive(procedure_id=FUNERAL)  # due on Monday 3/6

    assert "sap-den-han" not in sizes(AN, NOW + timedelta(days=4))  # Tuesday 28/5
    assert sizes(AN, NOW + timedelta(days=5))["sap-den-han"] == 1  # Wednesday 29/5


def test_what_is_in_my_hand_is_my_work_and_nobody_elses():
    dossiers.take_up(receive(), by=BINH, at=NOW)

    assert sizes(BINH) == {"viec-cua-toi": 1, "hom-nay": 1, "dang-thu-ly": 1}
    assert sizes(CHI) == {"hom-nay": 1, "dang-thu-ly": 1}


def test_the_leader_finds_what_waits_for_a_signature():
    dossier_id = receive()
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    dossiers.submit_for_approval(dossier_id, draft=GRANTED, by=BINH, at=NOW)

    assert sizes(CHI)["cho-ky"] == 1
    assert "viec-cua-toi" not in sizes(BINH)
    dossiers.approve(dossier_id, by=CHI, at=NOW)
    assert sizes(CHI) == {}
    assert sizes(AN) == {"cho-tra": 1}


def test_on_the_way_up_and_down_each_office_finds_its_part():
    dossier_id = receive(procedure_id=FUNERAL)
    dossiers.forward_up(dossier_id, by=AN, at=NOW)
    assert (sizes(AN), sizes(GIANG)) == ({"da-chuyen": 1}, {"cap-duoi-chuyen-len": 1})

    dossiers.accept_forward(dossier_id, by=GIANG, at=NOW)
    assert (sizes(AN), sizes(GIANG)) == ({"da-chuyen": 1}, {"moi-tiep-nhan": 1})

    dossiers.take_up(dossier_id, by=HA, at=NOW)
    dossiers.submit_for_approval(dossier_id, draft=GRANTED, by=HA, at=NOW)
    dossiers.approve(dossier_id, by=KHOA, at=NOW)
    assert (sizes(AN), sizes(GIANG)) == ({"da-chuyen": 1}, {"cho-gui-ket-qua": 1})

    dossiers.send_result_down(dossier_id, by=GIANG, at=NOW)
    assert (sizes(AN), sizes(GIANG)) == ({"cho-tra": 1}, {})

    dossiers.hand_over(dossier_id, collected_by="Hoà", by=AN, at=NOW)
    assert sizes(AN) == {}


def test_what_was_sent_back_waits_apart():
    dossier_id = receive(procedure_id=FUNERAL)
    dossiers.forward_up(dossier_id, by=AN, at=NOW)
    dossiers.return_down(dossier_id, reason="Thiếu giấy.", by=GIANG, at=NOW)

    assert sizes(AN) == {"bi-tra-lai": 1}


def test_a_registered_dossier_waits_at_the_desk():
    dossiers.register(form(), by=AN, at=NOW)

    assert sizes(AN) == {"moi-dang-ky": 1}


def test_a_queue_lists_what_it_counts_the_most_urgent_first():
    receive(1, procedure_id=FUNERAL)
    receive(2)

    rows = queries.page(AN, Filters(queue="moi-tiep-nhan"), now=NOW).rows

    assert [row.id for row in rows] == [form(2).dossier_id, form(1).dossier_id]


def test_a_queue_goes_on_by_pages():
    for number in (1, 2, 3):
        receive(number)
    filters = Filters(queue="hom-nay")

    first = queries.page(AN, filters, size=2, now=NOW)
    second = queries.page(AN, filters, after=first.next_key, size=2, now=NOW)

    assert [row.code[-1] for row in (*first.rows, *second.rows)] == ["1", "2", "3"]


def test_a_queue_of_another_role_is_empty():
    dossiers.take_up(receive(), by=BINH, at=NOW)

    assert queries.page(AN, Filters(queue="viec-cua-toi"), now=NOW).rows == []


def test_counting_stops_at_its_limit(monkeypatch):
    monkeypatch.setattr(queues, "MOST_COUNTED", 2)
    receive(1)
    receive(2)

    found = {queue.key: queue for queue in queries.queues(AN, NOW)}

    assert (found["hom-nay"].capped, found["hom-nay"].shown) == (True, "1+")
    assert (found["cho-tra"].capped, found["cho-tra"].shown) == (False, "0")


def test_a_queue_that_holds_nothing_is_not_alarming():
    found = {queue.key: queue for queue in queries.queues(AN, NOW)}

    assert found["qua-han"].tone == "neutral"
    receive()
    late = {queue.key: queue for queue in queries.queues(AN, NOW + timedelta(days=1))}
    assert (late["qua-han"].tone, late["qua-han"].url) == ("bad", "/viec/qua-han")


def test_the_nearest_due_dossier_is_named_for_an_empty_queue():
    receive(1, procedure_id=FUNERAL)
    receive(2)

    assert queries.nearest_due(AN, NOW).id == form(2).dossier_id
    assert queries.nearest_due(AN, NOW + timedelta(days=1)).id == form(1).dossier_id
    assert queries.nearest_due(DUNG, NOW) is None


def test_a_queue_is_called_as_its_office_speaks():
    assert queues.label("da-chuyen", AN, NOW) == "Đã chuyển huyện"
    assert queues.label("cap-duoi-chuyen-len", GIANG, NOW) == "Hồ sơ xã chuyển lên"
    assert queues.label("nothing", AN, NOW) is None


def test_a_draft_waits_for_the_leader_and_then_for_the_desk_and_the_citizen():
    dossier_id = receive(procedure_id=FUNERAL)
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    dossiers.ask_supplement(dossier_id, items="Giấy chứng tử", reason="Thiếu", by=BINH, at=NOW)
    drafted = sizes(CHI)

    dossiers.sign_slip(dossier_id, by=CHI, at=NOW)

    assert drafted["phieu-cho-ky"] == 1
    assert sizes(AN) == {"phieu-cho-giao": 1, "cho-bo-sung": 1}
    assert "phieu-cho-ky" not in sizes(CHI)


def test_a_citizen_who_wants_it_back_is_seen_where_the_dossier_is():
    dossier_id = receive(procedure_id=FUNERAL)
    dossiers.forward_up(dossier_id, by=AN, at=NOW)
    dossiers.ask_withdrawal(dossier_id, reason="Không cần nữa", by=AN, at=NOW)

    assert sizes(GIANG)["xin-rut"] == 1
    assert "xin-rut" not in sizes(AN)
