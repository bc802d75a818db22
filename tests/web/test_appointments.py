"""The counter's calendar: what is due, what nobody collects, who was called; and the queue that leads onwards."""

from datetime import timedelta

import pytest
import time_machine

from app import clock
from app.models.dossiers import Dossier, Step
from tests.web.counter import SignedIn, main, resolved, step, take_in

LATER = timedelta(days=9)


def due_day(dossier_id: str) -> str:
    due = Dossier.get(Dossier.id == dossier_id).due_at
    return f"{clock.local(due):%d/%m/%Y}"


def status(dossier_id: str) -> str:
    return str(Dossier.get(Dossier.id == dossier_id).status)


def test_what_was_promised_for_a_day_stands_on_that_day(signed_in: SignedIn) -> None:
    dossier_id, an = take_in(signed_in("an")), signed_in("an")

    on_the_day = main(an.get(f"/lich-hen?ngay={due_day(dossier_id)}").text)
    another = main(an.get("/lich-hen?ngay=01/01/2019").text)

    assert dossier_id in on_the_day
    assert dossier_id not in another
    assert "Không hẹn ai" in another


def test_a_call_is_written_down_with_its_note(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in), signed_in("an")

    answer = an.post(
        f"/lich-hen/{dossier_id}/da-goi", data={"note": "Chiều đến", "ngay": due_day(dossier_id)}
    )

    page = main(an.get(answer.location).text)
    assert answer.status_code == 303
    assert "Chiều đến" in page and "Trần Thị An" in page
    assert Step.get(Step.action == "notify").note == "Chiều đến"


def test_a_note_that_is_too_long_is_kept_and_told(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in), signed_in("an")

    answer = an.post(
        f"/lich-hen/{dossier_id}/da-goi", data={"note": "x" * 2001, "ngay": due_day(dossier_id)}
    )

    assert answer.status_code == 422
    assert f'href="#note-{dossier_id}"' in answer.text
    assert "x" * 2001 in answer.text


def test_a_result_nobody_collects_for_a_week_is_listed(signed_in: SignedIn) -> None:
    dossier_id = resolved(signed_in)
    now = main(signed_in("an").get("/lich-hen?ngay=01/01/2019").text)

    with time_machine.travel(clock.now() + LATER):
        later = main(signed_in("an").get("/lich-hen?ngay=01/01/2019").text)
        paper = main(signed_in("an").get("/lich-hen/in").text)

    assert dossier_id not in now
    assert dossier_id in later
    assert Dossier.get(Dossier.id == dossier_id).code in paper


def test_a_day_that_is_none_is_told_in_place(signed_in: SignedIn) -> None:
    page = signed_in("an").get("/lich-hen?ngay=mai")

    assert page.status_code == 422
    assert 'href="#ngay"' in page.text


@pytest.mark.parametrize("username", ["binh", "quang"])
def test_the_calendar_is_the_counters(signed_in: SignedIn, username: str) -> None:
    assert signed_in(username).get("/lich-hen").status_code == 403


# ── Queues ──────────────────────────────────────────────────────────────────────────────────────────


def test_work_is_taken_and_given_back_from_the_row(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    row = main(binh.get("/viec/moi-tiep-nhan").text)

    taken = binh.post(
        f"/ho-so/{dossier_id}/buoc/thu-ly", data={"viec": "moi-tiep-nhan", "ve": "hang"}
    )
    mine = main(binh.get("/viec/viec-cua-toi").text)
    given = binh.post(
        f"/ho-so/{dossier_id}/buoc/tra-hang-viec", data={"viec": "viec-cua-toi", "ve": "hang"}
    )

    assert "Nhận việc" in row
    assert taken.location == "/viec/moi-tiep-nhan"
    assert "Trả lại hàng việc" in mine
    assert given.location == "/viec/viec-cua-toi"
    assert Dossier.get(Dossier.id == dossier_id).holder_officer is None


def test_the_row_of_another_role_offers_nothing_to_take(signed_in: SignedIn) -> None:
    take_in(signed_in("an"))

    assert "Nhận việc" not in main(signed_in("an").get("/viec/moi-tiep-nhan").text)


def test_a_step_leads_on_to_the_next_of_the_queue(signed_in: SignedIn) -> None:
    first, second = take_in(signed_in("an")), take_in(signed_in("an"))
    binh = signed_in("binh")

    answer = binh.post(f"/ho-so/{first}/buoc/thu-ly", data={"viec": "moi-tiep-nhan"})
    page = main(binh.get(answer.location).text)

    assert answer.location == f"/ho-so/{first}?viec=moi-tiep-nhan"
    assert "hồ sơ tiếp theo" in page
    assert f"/ho-so/{second}?viec=moi-tiep-nhan" in page


def test_behind_the_last_of_a_queue_stands_nothing(signed_in: SignedIn) -> None:
    only, binh = take_in(signed_in("an")), signed_in("binh")
    step(binh, only, "thu-ly")

    page = main(binh.get(f"/ho-so/{only}?viec=moi-tiep-nhan").text)

    assert "không còn hồ sơ nào khác" in page


def test_a_queue_nobody_knows_changes_nothing(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")

    answer = binh.post(f"/ho-so/{dossier_id}/buoc/thu-ly", data={"viec": "//xau", "ve": "hang"})

    assert answer.location == f"/ho-so/{dossier_id}"
    assert binh.get(f"/ho-so/{dossier_id}?viec=khong-co").status_code == 200
