"""A dossier comes in: number, date, money, papers, history; twice is once; nothing half."""

from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier, Thread

import pytest

from app import database
from app.domain.intake import PaperTick
from app.domain.refusals import (
    BadAgencyCode,
    ClockBehind,
    FormNotComplete,
    NoSuchDossier,
    NotYourStep,
    StepNotOpen,
)
from app.models.dossiers import Dossier, Paper, Step
from app.models.numbers import IssuedCode
from app.services import dossiers
from sync import identity, journal
from tests.town import AN, BINH, BY_HAND, COPIES, DUNG, FUNERAL, NOW, SHOP, form

pytestmark = pytest.mark.usefixtures("office")


def received(number=1, /, at=NOW, by=AN, **answers):
    return Dossier.get(Dossier.id == dossiers.receive(form(number, **answers), by=by, at=at))


def test_it_gives_the_number_of_the_day_at_this_office():
    assert received().code == "H27.35.03-190524-0001"


def test_numbers_run_through_the_day():
    assert [received(n).code[-4:] for n in (1, 2, 3)] == ["0001", "0002", "0003"]


def test_numbers_begin_again_the_next_civil_day_of_vietnam():
    received(1, at=datetime(2019, 5, 24, 16, 59, tzinfo=UTC))

    assert received(2, at=datetime(2019, 5, 24, 17, 0, tzinfo=UTC)).code.endswith("-190525-0001")


def test_numbers_skip_ahead_after_a_restore():
    received(1)
    identity.begin_anew(verified_seq=0, words="{count}", at=NOW)

    after = received(2)

    assert after.code == "H27.35.03-190524-0052"
    assert after.register_seq == 52
    assert received(3).code == "H27.35.03-190524-0053"


def test_two_offices_number_apart():
    assert received(1).code == "H27.35.03-190524-0001"
    assert received(2, by=DUNG).code == "H27.35.10-190524-0001"


def test_it_refuses_to_number_while_the_clock_is_behind_the_last_number():
    received(1)

    with pytest.raises(ClockBehind, match="23/05/2019, sớm hơn ngày 24/05/2019"):
        received(2, at=NOW - timedelta(days=1))

    assert Dossier.select().count() == 1


def test_it_steps_over_a_number_that_a_dossier_already_bears():
    journal.record("dossier", received(1).id, by=AN, at=NOW, code="H27.35.03-190524-0002")

    assert received(2).code.endswith("-0003")


def test_it_refuses_to_number_for_an_office_without_an_agency_code():
    journal.record("unit", "18571-2004", by=AN, at=NOW, agency_code=None)

    with pytest.raises(BadAgencyCode):
        received()


def test_the_same_form_posted_twice_is_one_dossier_with_one_number():
    first = received().code

    assert received(applicant_name="Ai khác").code == first
    assert Dossier.select().count() == Step.select().count() == IssuedCode.select().count() == 1


def test_two_officers_accepting_at_once_never_get_the_same_number():
    at_once = Barrier(2)
    numbers = count(1)

    def accept():
        database.ready()
        at_once.wait()
        for _ in range(5):
            dossiers.receive(form(next(numbers)), by=AN, at=NOW)
        database.close()

    officers = [Thread(target=accept), Thread(target=accept)]
    [officer.start() for officer in officers]
    [officer.join() for officer in officers]

    codes = sorted(row.code[-4:] for row in Dossier.select())
    assert codes == [f"{n:04d}" for n in range(1, 11)]


def test_one_form_posted_from_two_windows_at_once_is_one_dossier():
    at_once = Barrier(2)

    def accept():
        database.ready()
        at_once.wait()
        dossiers.receive(form(1), by=AN, at=NOW)
        database.close()

    windows = [Thread(target=accept), Thread(target=accept)]
    [window.start() for window in windows]
    [window.join() for window in windows]

    assert [row.code[-4:] for row in Dossier.select()] == ["0001"]
    assert Step.select().count() == 1


def test_it_keeps_who_brought_it_where_and_when():
    dossier = received()

    assert (dossier.status, dossier.unit, dossier.holder_unit) == ("received", "18571", "18571")
    assert (dossier.received_at, dossier.received_by) == (NOW, "an@18571")
    assert (dossier.phone, dossier.birth_date) == ("0912345678", "1990-03-05")
    assert (dossier.register_book, dossier.register_seq) == ("2019", 1)
    assert (dossier.procedure_code, dossier.procedure_version) == ("1.001193", 1)


def test_it_keeps_the_checklist_as_it_was_ticked():
    dossier = received()

    papers = Paper.select().where(Paper.dossier_id == dossier.id).order_by(Paper.position)
    assert [(p.document_code, p.originals, p.have) for p in papers] == [
        ("declaration", 1, True),
        ("birth-proof", 1, True),
    ]


def test_the_first_line_of_its_history_is_the_reception():
    line = Step.get(Step.dossier_id == received().id)

    assert (line.position, line.action, line.from_status) == (1, "receive", None)
    assert (line.to_status, line.done_by_name, line.done_at) == ("received", "Trần Thị An", NOW)


def test_a_same_day_procedure_is_due_at_closing():
    assert received().due_at == datetime(2019, 5, 24, 10, 0, tzinfo=UTC)


def test_the_legs_of_a_forwarded_procedure_are_added_up():
    dossier = received(procedure_id=FUNERAL)

    # 2 + 3 working days and half a day after Friday 24/5: the morning of Monday 3/6.
    assert dossier.due_at == datetime(2019, 6, 3, 4, 30, tzinfo=UTC)
    assert (dossier.duration_value, dossier.duration_unit) == (11, "half_days")


def test_a_procedure_without_a_time_takes_the_day_the_desk_sets():
    dossier = received(procedure_id=BY_HAND, due_on="10/6/2019")

    assert dossier.due_at == datetime(2019, 6, 10, 10, 0, tzinfo=UTC)


def test_money_is_what_the_catalogue_asks_for_the_channel():
    assert received(procedure_id=SHOP).amount_due == 150_000
    assert received(2, procedure_id=SHOP, channel="online").amount_due == 50_000


def test_quantities_are_paid_for_and_an_exemption_takes_it_off():
    many = {"page": 5, "copy": 2}

    assert received(1, procedure_id=COPIES, quantities=many).amount_due == 2 * (2 * 2000 + 3 * 1000)
    waived = received(2, procedure_id=COPIES, quantities=many, exemption="Hộ nghèo")
    assert waived.amount_due == 0
    assert waived.charges[0]["ground"] == "Hộ nghèo"


def test_the_look_up_pin_is_four_digits_from_the_entropy_given():
    assert len(received(1).lookup_pin) == 4
    dossiers.receive(form(2), by=AN, at=NOW, entropy=lambda: bytes(7) + b"\x2a")
    assert Dossier.get(Dossier.id == form(2).dossier_id).lookup_pin == "0042"


def test_it_refuses_an_incomplete_form_with_each_fault_and_stores_nothing():
    with pytest.raises(FormNotComplete) as no:
        received(applicant_name=" ", phone="12", address="", set_count=0)

    assert set(no.value.facts["fields"]) == {"applicant_name", "phone", "set_count"}
    assert Dossier.select().count() == IssuedCode.select().count() == Step.select().count() == 0


def test_it_refuses_a_procedure_that_does_not_exist():
    with pytest.raises(FormNotComplete) as no:
        received(procedure_id="9.999999@1")

    assert set(no.value.facts["fields"]) == {"procedure_id"}


def test_it_refuses_a_form_whose_id_is_not_one_of_ours():
    with pytest.raises(FormNotComplete):
        received(dossier_id="../../etc")


def test_a_form_cannot_reach_the_dossier_of_another_office():
    received(1)

    with pytest.raises(NoSuchDossier):
        received(1, by=DUNG)


def test_only_the_desk_receives():
    with pytest.raises(NotYourStep):
        received(by=BINH)


def test_a_dossier_cannot_be_received_in_the_future():
    with pytest.raises(FormNotComplete, match="sau lúc này"):
        received(received_at=NOW + timedelta(minutes=1))


def test_what_came_by_post_earlier_keeps_its_hour_of_reception():
    earlier = NOW - timedelta(days=1)

    dossier = received(procedure_id=SHOP, channel="post", received_at=earlier)

    assert dossier.received_at == earlier
    assert dossier.due_at == datetime(2019, 5, 28, 10, 0, tzinfo=UTC)


# ── Written down, accepted later, refused ───────────────────────────────────────────────────────────


def test_a_registered_dossier_has_no_number_and_no_clock():
    dossiers.register(form(address="", phone=""), by=AN, at=NOW)

    dossier = Dossier.get()
    assert (dossier.status, dossier.code, dossier.due_at) == ("registered", None, None)


def test_a_registered_dossier_gets_its_number_when_it_is_received():
    dossiers.register(form(applicant_name="Nguyễn Hoà"), by=AN, at=NOW)

    dossier = received(at=NOW + timedelta(hours=1))

    assert (dossier.status, dossier.code[-4:]) == ("received", "0001")
    assert dossier.applicant_name == "Nguyễn Thị Hoà"
    assert [s.action for s in Step.select().order_by(Step.position)] == ["register", "receive"]


def test_a_refusal_needs_a_reason():
    with pytest.raises(FormNotComplete) as no:
        dossiers.refuse(form(), reason=" ", by=AN, at=NOW)

    assert set(no.value.facts["fields"]) == {"reason"}
    assert Dossier.select().count() == 0


def test_a_form_may_be_refused_at_once():
    dossiers.refuse(form(), reason="Không thuộc thẩm quyền của xã.", by=AN, at=NOW)

    dossier = Dossier.get()
    assert (dossier.status, dossier.code, dossier.finished_at) == ("not_accepted", None, NOW)
    assert Step.get().note == "Không thuộc thẩm quyền của xã."


def test_a_registered_dossier_may_be_refused():
    dossier_id = dossiers.register(form(), by=AN, at=NOW)

    dossiers.refuse(dossier_id, reason="Thiếu giấy chứng sinh.", by=AN, at=NOW, seen=1)

    assert Dossier.get().status == "not_accepted"


def test_a_received_dossier_is_no_longer_refused():
    dossier = received()

    with pytest.raises(StepNotOpen):
        dossiers.refuse(dossier.id, reason="Thiếu giấy.", by=AN, at=NOW)


def test_a_paper_without_a_name_is_not_taken_in():
    with pytest.raises(FormNotComplete, match="phải có tên"):
        received(papers=(PaperTick("", "", have=True),))
