"""Đối chiếu as An of a commune sees it, and as Giang of the district reads the code to a commune."""

import json
import re
from collections.abc import Callable

from flask.testing import FlaskClient

from sync import journal, store
from sync.checks import comparing, incidents, ledger
from sync.tables import SyncChild
from tests.web import test_sync
from tests.web.test_sync import DOSSIER, NOW, VALUES

joined, commune, enter = test_sync.joined, test_sync.commune, test_sync.enter

SignedIn = Callable[[str], FlaskClient]
PAGE = "/dong-bo/doi-chieu"


def code_of(page: str) -> str:
    found = re.search(r'day-code-words"><code>([^<]+)</code>', page)
    assert found is not None
    return found[1]


def write_dossier() -> None:
    journal.record("dossier", DOSSIER, by="an@18571", at=NOW, scope="18571", **VALUES)


def note_incident() -> None:
    found = [
        {"entity": "dossier", "id": DOSSIER, "row": ["applicant_name", "live"], "lacked": 2},
        {"entity": "dossier", "id": "b" * 32, "refused": 1},
        {"entity": "moi", "id": "x"},
    ]
    with journal.transaction():
        incidents.note(
            incidents.BETWEEN,
            "445",
            ("18571", "2026-11"),
            found,
            repair="Vẽ lại 1 bản ghi.",
            at=NOW,
        )


def test_the_code_of_today_stands_large_on_the_page(enter: SignedIn) -> None:
    write_dossier()

    page = enter("an").get(PAGE).text

    assert code_of(page) == ledger.day_code("18571", "2026-11-23", without_refused_above=True)
    assert "Đọc qua điện thoại với Huyện Thạch Hà" in page
    assert "Mã của ngày thứ Hai 23/11/2026" in page


def test_one_change_more_is_another_code(enter: SignedIn) -> None:
    an = enter("an")
    before = code_of(an.get(PAGE).text)

    write_dossier()

    assert code_of(an.get(PAGE).text) != before


def test_another_day_is_chosen_by_its_address(enter: SignedIn) -> None:
    write_dossier()
    an = enter("an")

    page = an.get(f"{PAGE}?ngay=2026-11-20").text

    assert code_of(page) != code_of(an.get(PAGE).text)
    assert "thứ Sáu 20/11/2026" in page
    assert an.get(f"{PAGE}?ngay=khong-phai-ngay").status_code == 200


def test_the_hours_help_to_find_a_difference_by_voice(enter: SignedIn) -> None:
    write_dossier()

    page = enter("an").get(f"{PAGE}?gio=1").text

    assert "10 giờ" in page
    assert re.search(r"<code>[0-9A-Z]{3}-[0-9A-Z]{3}</code></div></td>", page)


def test_a_parent_chooses_the_office_to_read_with(enter: SignedIn) -> None:
    SyncChild.create(unit="18604", name="Xã Thạch Khê", public_key=b"k", enrolled_at="2026-11-01")
    an = enter("an")

    page = an.get(f"{PAGE}?don-vi=18604").text

    assert "Đọc qua điện thoại với Xã Thạch Khê" in page
    assert code_of(page) == ledger.day_code("18604", "2026-11-23", without_refused_above=False)


def test_comparing_now_is_asked_for_and_told(enter: SignedIn) -> None:
    an = enter("an")

    answer = an.post(PAGE)
    page = an.get(PAGE).text

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert comparing.is_open()
    assert "Đang đối chiếu" in page


def test_the_last_comparison_says_how_it_went_and_of_how_many(enter: SignedIn) -> None:
    store.run(
        "INSERT INTO comparison (unit, began_at, ended_at, records, buckets, differing, todo) "
        "VALUES ('445', '2026-11-22T13:05:00Z', '2026-11-22T13:05:09Z', 12345, 36, 0, '{}')"
    )

    page = enter("an").get(PAGE).text

    assert "Hai bên giữ như nhau" in page
    assert "12.345 bản ghi" in page
    assert "20:05 22/11/2026" in page


def test_an_incident_tells_what_differed_and_what_was_done(enter: SignedIn) -> None:
    write_dossier()
    note_incident()

    page = enter("an").get(f"{PAGE}/1").text

    assert "Hồ sơ H27.35.03-261123-0001" in page
    assert "“Chủ hồ sơ” không đúng với sổ thay đổi; đã vẽ lại từ sổ." in page
    assert "Tại đây: giá trị hiện hành không đúng với sổ thay đổi; đã tính lại." in page
    assert "Tại đây thiếu 2 thay đổi" in page
    assert "1 thay đổi bị từ chối" in page
    assert "chưa rõ vì sao" in page
    assert "Chưa giống nhau" in page


def test_whoever_reads_an_incident_is_noted_once(enter: SignedIn) -> None:
    note_incident()
    an = enter("an")

    answer = an.post(f"{PAGE}/1")
    page = an.get(f"{PAGE}/1").text

    assert answer.status_code == 303
    assert "an@18571" in page
    assert "Đã xem" not in page
    assert enter("an").get(PAGE).text.count("đã có người xem") == 1


def test_an_incident_that_is_not_there_is_not_found(enter: SignedIn) -> None:
    assert enter("an").get(f"{PAGE}/7").status_code == 404


def test_the_incident_of_a_repaired_row_is_shown_as_repaired(enter: SignedIn) -> None:
    note_incident()
    with journal.transaction():
        incidents.close("445", [], NOW)

    page = enter("an").get(PAGE).text

    assert "Đã sửa và so lại" in page
    assert json.loads(store.every("SELECT records FROM incident")[0][0])[0]["lacked"] == 2
