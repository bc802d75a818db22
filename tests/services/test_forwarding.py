"""Forwarded work at the office above: the papers that come after it, its own part of the way, and the way back."""

from datetime import timedelta

import pytest

from app.domain.results import ResultDraft
from app.queries import arrivals as pieces
from app.queries import forwarding as questions
from app.queries.forwarding import BACK, HOME, ON, Filters
from app.services import arrivals, dossiers
from app.services import forwarding as services
from tests.town import AN, BINH, CHI, DUNG, FUNERAL, GIANG, HA, KHOA, NOW, form

pytestmark = pytest.mark.usefixtures("office")
DAY = timedelta(days=1)


@pytest.fixture
def sent():
    """A dossier that Bình has sent to the district, with two papers."""
    dossier = dossiers.receive(form(procedure_id=FUNERAL), by=AN, at=NOW)
    dossiers.take_up(dossier, by=BINH, at=NOW)
    dossiers.forward_up(dossier, note="Bản gốc theo túi thư", by=BINH, at=NOW)
    return dossier


def listed(by, at=NOW, **filters):
    return questions.page(by, Filters(**filters), now=at).rows


def paper_ids(dossier, unit="445"):
    return [piece.paper_id for piece in pieces.pieces(dossier, unit)]


def test_the_parent_sees_what_came_up_with_the_days_of_its_own_part(sent):
    (row,) = listed(GIANG)

    assert (row.id, row.note, row.papers.words) == (
        sent,
        "Bản gốc theo túi thư",
        "giấy tờ chưa đến",
    )
    assert row.leg_words == "còn 5 ngày"
    assert row.left_words == "còn 6 ngày"
    assert listed(DUNG) == []
    assert questions.counts(GIANG, now=NOW)["cho-nhan"] == 1


def test_a_pile_that_was_not_counted_to_its_end_says_so(sent, monkeypatch):
    monkeypatch.setattr(questions, "MOST_COUNTED", 1)

    counts = questions.counts(GIANG, now=NOW)

    shown = {pile: questions.size_words(count) for pile, count in counts.items()}
    assert (shown["den"], shown["cho-nhan"], shown["cho-gui"]) == ("0+", "0+", "0")


def test_papers_arrive_one_by_one_and_the_sender_reads_which(sent):
    first, second = paper_ids(sent)

    services.accept_forward(sent, arrived={first}, by=GIANG, at=NOW)
    (above,) = listed(GIANG, pile="thieu-giay")
    (below,) = listed(BINH, list_=ON)
    arrivals.note(sent, {first, second}, by_scan=True, by=GIANG, at=NOW + DAY)

    assert above.papers.missing == ("Giấy chứng sinh",)
    assert below.papers.words == "1/2 giấy tờ đã đến"
    assert listed(GIANG, pile="thieu-giay") == []
    assert [each.by_scan for each in pieces.pieces(sent, "445")] == [False, True]


def test_papers_go_back_with_the_dossier(sent):
    services.accept_forward(sent, by=GIANG, at=NOW)
    services.return_down(sent, reason="Thiếu chữ ký", by=GIANG, at=NOW + DAY)

    assert [each.arrived_at for each in pieces.pieces(sent, "445")] == [None, None]
    assert [(row.id, row.note) for row in listed(GIANG, list_=BACK)] == [(sent, "Thiếu chữ ký")]
    assert [row.id for row in listed(AN, list_=HOME)] == [sent]
    assert listed(GIANG) == []


def test_a_result_leaves_the_desk_of_the_parent_and_comes_home(sent):
    services.accept_forward(sent, by=GIANG, at=NOW)
    dossiers.take_up(sent, by=HA, at=NOW)
    result = ResultDraft("granted", number="12/QĐ", signer="Bùi Đăng Khoa", content="Đồng ý")
    dossiers.submit_for_approval(sent, draft=result, by=HA, at=NOW)
    dossiers.approve(sent, result=result, by=KHOA, at=NOW)
    waiting = [row.id for row in listed(GIANG, pile="cho-gui")]

    services.send_result_down(sent, by=GIANG, at=NOW + DAY)

    assert waiting == [sent]
    assert listed(GIANG) == []
    assert [row.action for row in listed(CHI, list_=HOME)] == ["result_from_parent"]
