"""The desk: queues, their counters, and what stands where there is nothing."""

from datetime import timedelta

import pytest

from app import clock
from app.domain.dossiers import Stage
from app.models.base import instant_text
from app.models.dossiers import Dossier
from tests.web.counter import HTMX, SignedIn, main, resolved, step, take_in


def make_late(dossier_id: str) -> None:
    """As if it had been promised for three days ago."""
    due = clock.now() - timedelta(days=3)
    Dossier.update(due_at=due, due_key=instant_text(due)).where(Dossier.id == dossier_id).execute()


def chosen(page: str) -> str:
    return page.partition('aria-current="page"><span>')[2].partition("<")[0]


def test_the_most_urgent_queue_lies_open(signed_in: SignedIn) -> None:
    an = signed_in("an")
    make_late(take_in(an))

    page = main(an.get("/").text)

    assert chosen(page) == "Quá hạn"
    assert "late" in page and "quá" in page


def test_a_row_says_what_who_where_and_how_long(signed_in: SignedIn) -> None:
    an = signed_in("an")
    code = Dossier.get(Dossier.id == take_in(an)).code

    page = main(an.get("/viec/moi-tiep-nhan").text)

    assert code in page
    assert "Đăng ký khai sinh" in page
    assert "Nguyễn Thị Bình" in page
    assert "Mới tiếp nhận" in page
    assert "chưa ai nhận" in page
    assert "Tại đây" in page


@pytest.mark.parametrize(
    ("username", "queue"), [("an", "cho-tra"), ("chi", "cho-ky"), ("binh", "viec-cua-toi")]
)
def test_each_role_has_its_own_queues(signed_in: SignedIn, username: str, queue: str) -> None:
    assert f'href="/viec/{queue}"' in signed_in(username).get("/").text


def test_a_queue_of_another_role_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in("an").get("/viec/viec-cua-toi").status_code == 404


def test_the_counters_refresh_alone(signed_in: SignedIn) -> None:
    an = signed_in("an")
    take_in(an)

    part = an.get("/viec/moi-tiep-nhan?truoc=1", headers=HTMX).text

    assert part.strip().startswith('<nav class="queues" id="queues"')
    assert "vừa đổi" not in part


def test_rows_never_move_by_themselves_but_a_bar_says_that_they_would(signed_in: SignedIn) -> None:
    an = signed_in("an")
    take_in(an)

    part = an.get("/viec/moi-tiep-nhan?truoc=0", headers=HTMX).text

    assert "Hàng này vừa đổi: 0 → 1" in part


def test_an_empty_queue_names_the_next_dossier(signed_in: SignedIn) -> None:
    an = signed_in("an")
    code = Dossier.get(Dossier.id == take_in(an)).code

    page = main(an.get("/viec/qua-han").text)

    assert "Không có hồ sơ nào ở hàng “Quá hạn”" in page
    assert f"Hồ sơ gần hạn nhất: {code}" in page


def test_an_empty_desk_says_what_next(signed_in: SignedIn) -> None:
    page = main(signed_in("an").get("/").text)

    assert "Đơn vị không còn hồ sơ nào đang chờ giải quyết." in page
    assert 'href="/tiep-nhan"' in page


def test_an_administrator_reads_why_the_desk_is_empty(signed_in: SignedIn) -> None:
    page = signed_in("quang").get("/")

    assert page.status_code == 200
    assert "Vai trò của ông/bà không giải quyết hồ sơ" in page.text


def test_a_finished_dossier_leaves_the_desk(signed_in: SignedIn) -> None:
    dossier_id, an = resolved(signed_in), signed_in("an")
    assert Dossier.get(Dossier.id == dossier_id).stage == Stage.RESULT_HERE

    step(an, dossier_id, "tra-ket-qua", collected_by="Nguyễn Thị Bình")

    assert dossier_id not in an.get("/viec/cho-tra").text
