"""The pages of a dossier's history."""

import re
from datetime import timedelta

from app import clock
from app.domain.calendar import local
from app.models.people import AccessNote
from tests.web.counter import SignedIn, main, step, take_in


def ticks(page: str) -> list[str]:
    return re.findall(r'name="ban" value="(\d+)"', page)


def test_two_lines_ticked_are_shown_side_by_side_with_the_words_that_differ(
    signed_in: SignedIn,
) -> None:
    an, binh = signed_in("an"), signed_in("binh")
    dossier_id = take_in(an)
    step(binh, dossier_id, "thu-ly")

    chosen = ticks(an.get(f"/ho-so/{dossier_id}/lich-su").text)
    page = main(
        an.get(f"/ho-so/{dossier_id}/lich-su/so-sanh?ban={chosen[0]}&ban={chosen[-1]}").text
    )

    assert len(chosen) == 2
    assert "<del>Mới tiếp nhận</del></td><td><ins>Đang thụ lý</ins>" in page


def test_one_line_ticked_is_answered_with_what_to_do(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)

    answer = an.get(f"/ho-so/{dossier_id}/lich-su/so-sanh?ban=1")

    assert answer.status_code == 422
    assert "đánh dấu đúng hai lúc" in answer.text


def test_a_minute_typed_shows_the_dossier_of_that_minute_and_no_button(signed_in: SignedIn) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)
    step(signed_in("binh"), dossier_id, "thu-ly")
    (now, past) = (local(clock.now() + timedelta(hours=each)) for each in (1, -1))
    asked = f"/ho-so/{dossier_id}/lich-su/nhu-luc?ngay={{:%d/%m/%Y}}&gio={{:%H:%M}}"

    then = main(an.get(asked.format(now, now)).text)
    before = main(an.get(asked.format(past, past)).text)

    assert "chỉ để xem" in then and "Đang thụ lý" in then
    assert "<button" not in then
    assert "Lúc ấy chưa có hồ sơ này" in before


def test_a_day_that_is_none_is_said_beside_its_box(signed_in: SignedIn) -> None:
    an = signed_in("an")

    answer = an.get(f"/ho-so/{take_in(an)}/lich-su/nhu-luc?ngay=mai&gio=25:00")

    assert answer.status_code == 422
    assert "Ghi ngày, ví dụ" in answer.text and "Ghi giờ và phút, ví dụ" in answer.text


def test_looking_into_the_history_is_noted_and_its_address_names_nobody(
    signed_in: SignedIn,
) -> None:
    an = signed_in("an")
    dossier_id = take_in(an)

    page = an.get(f"/ho-so/{dossier_id}/lich-su").text

    links = re.findall(r'href="(/ho-so/[^"]+/lich-su[^"]*)"', page)
    assert links and not [each for each in links if "042185001234" in each or "Nguy" in each]
    assert AccessNote.select().where(AccessNote.page == "history").count() == 1
