"""Documents between offices: numbered, carried, received, answered, recalled."""

import io
from datetime import timedelta

import pytest

from app.domain.dispatches import BookLine, book_sheets
from app.domain.refusals import FormNotComplete, NoSuchDispatch, ReceivedAlready
from app.models.dispatches import Dispatch
from app.queries import dispatches as questions
from app.queries.dispatches import INCOMING, OUTGOING, Filters
from app.services import dispatches
from app.services.documents import Upload
from sync import blobs
from tests import scans
from tests.town import AN, CHI, COMMUNE, DISTRICT, DUNG, GIANG, NEIGHBOUR, NOW

pytestmark = pytest.mark.usefixtures("office")
DAY = timedelta(days=1)
TYPED = {
    "symbol": "UBND-VP", "kind": "letter", "urgency": "usual", "issued_on": "24/05/2019",
    "subject": "V/v báo cáo hồ sơ quá hạn",
}  # fmt: skip


def send(by=GIANG, to=(COMMUNE,), draft="1", files=(), at=NOW, **typed):
    dispatches.save(draft, TYPED | typed, list(to), uploads=files, by=by, at=at)
    return dispatches.send(draft, by=by, at=at)


def register(by, side=INCOMING, **filters):
    return questions.page(by, Filters(side=side, **filters), now=NOW).rows


def test_numbers_go_on_without_a_gap_in_both_registers():
    first, second = send(draft="1"), send(draft="2")
    again = dispatches.send("2", by=GIANG, at=NOW)
    for row in register(AN):
        dispatches.receive(row.id, handed_to="Bình", by=AN, at=NOW)
        dispatches.receive(row.id, by=CHI, at=NOW + DAY)

    assert (again, first == second) == (second, False)
    assert [line.symbol for line in questions.book(GIANG, OUTGOING, 2019, now=NOW)] == [
        "01/UBND-VP",
        "02/UBND-VP",
    ]
    assert [line.number for line in questions.book(AN, INCOMING, 2019, now=NOW)] == ["1", "2"]


def test_the_office_above_carries_a_document_between_two_communes_and_its_receipt_back(tmp_path):
    blobs.use(tmp_path)
    files = [Upload("kế hoạch.pdf", io.BytesIO(scans.pdf()))]
    sent = send(AN, (NEIGHBOUR, DISTRICT), files=files)
    before = register(DUNG)

    dispatches.carry(at=NOW)
    (there,) = register(DUNG)
    dispatches.receive(there.id, by=DUNG, at=NOW + DAY)
    dispatches.carry(at=NOW + DAY)
    told = questions.one(sent, AN, now=NOW)

    assert before == []
    assert [file.name for file in questions.files(there.id)] == ["kế hoạch.pdf"]
    assert [(each.name, each.words) for each in told.receipts] == [
        ("Huyện Thạch Hà", "chưa nhận"),
        ("Xã Thạch Khê", "đã nhận"),
    ]
    assert told.receipts[1].received_by == "Võ Thị Dung"
    assert dispatches.carry(at=NOW + DAY) == 0
    with pytest.raises(NoSuchDispatch):
        questions.one(there.id, GIANG, now=NOW)


def test_an_answer_is_tied_to_what_it_answers_and_ends_the_deadline():
    send(answer_by="27/05/2019")
    (asked,) = register(AN, state="can-tra-loi")
    dispatches.receive(asked.id, by=AN, at=NOW)
    words = asked.answer_words

    send(AN, (DISTRICT,), "2", answers_id=asked.letter_id, answers_symbol=asked.symbol)

    assert words == "còn 3 ngày"
    assert register(AN)[0].answer_words == "đã trả lời"
    (out,) = register(GIANG, OUTGOING)
    assert [each.answer for each in out.receipts] == ["01/UBND-VP"]
    (back,) = register(GIANG)
    assert [row.id for row in questions.linked(back, GIANG)] == [out.id]


def test_a_recall_reaches_those_who_have_not_received_it_and_no_others():
    sent = send(AN, (NEIGHBOUR, DISTRICT))
    (at_the_district,) = register(GIANG)
    dispatches.receive(at_the_district.id, by=GIANG, at=NOW)
    dispatches.carry(at=NOW)

    dispatches.recall(sent, "Sai số liệu", by=CHI, at=NOW)
    dispatches.carry(at=NOW)

    (there,) = register(DUNG)
    assert there.recalled_reason == "Sai số liệu"
    with pytest.raises(NoSuchDispatch):
        dispatches.receive(there.id, by=DUNG, at=NOW)
    with pytest.raises(ReceivedAlready):
        dispatches.recall(sent, "Lần nữa", by=CHI, at=NOW)
    assert register(GIANG)[0].recalled_at is None


def test_what_comes_on_paper_is_entered_in_the_same_register():
    send(AN, (), mode="in", from_name="Sở Nội vụ", symbol="45/SNV-CCHC")

    (line,) = questions.book(AN, INCOMING, 2019, now=NOW)
    assert (line.number, line.other_side, line.symbol) == ("1", "Sở Nội vụ", "45/SNV-CCHC")
    assert register(GIANG) == []


@pytest.mark.parametrize(
    ("typed", "to", "field"),
    [
        ({"symbol": "12/UBND"}, [COMMUNE], "symbol"),
        ({"subject": ""}, [COMMUNE], "subject"),
        ({"issued_on": "25/05/2019"}, [COMMUNE], "issued_on"),
        ({"answer_by": "mai"}, [COMMUNE], "answer_by"),
        ({"kind": "no"}, [COMMUNE], "kind"),
        ({}, ["99999"], "receivers"),
        ({"mode": "in", "symbol": "1"}, [], "from_name"),
    ],
)
def test_what_cannot_be_sent_uses_no_number(typed, to, field):
    with pytest.raises(FormNotComplete) as no:
        send(to=to, **typed)

    assert list(no.value.facts["fields"]) == [field]
    assert Dispatch.select().count() == 0
    assert questions.one(send(draft="2"), GIANG, now=NOW).out_number == 1


def test_a_register_is_cut_into_sheets_that_hold_every_line_once():
    lines = [
        BookLine(str(n), "24/05/2019", "Huyện Thạch Hà", "1/VP", "", "Trích yếu " * 12, "")
        for n in range(60)
    ]

    sheets = book_sheets(lines)

    assert len(sheets) > 1
    assert [line for sheet in sheets for line in sheet] == lines
    assert book_sheets([]) == [[]]
