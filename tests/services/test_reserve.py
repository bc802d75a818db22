"""Blank receipts: numbers that are never given twice, keyed in once, spoiled with a reason."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import database
from app.domain.officers import Role
from app.domain.refusals import (
    FormNotComplete,
    KeyedInMeanwhile,
    NoSuchPack,
    PackMadeMeanwhile,
    ReserveUsedUp,
)
from app.domain.reserve import BlankState
from app.models.dossiers import Dossier
from app.models.numbers import IssuedCode, NumberSeries
from app.models.prints import ReserveReceipt
from app.queries import reserve as questions
from app.services import dossiers, numbering, reserve
from sync import journal
from tests.town import AN, DUNG, FUNERAL, NOW, SHOP, form, officer

pytestmark = pytest.mark.usefixtures("office")
LAN = officer("lan", "Mai Thị Lan", AN.unit, Role.DESK)
LATER = NOW + timedelta(hours=5)
WRITTEN_AT = datetime(2019, 5, 24, 3, 5, tzinfo=UTC)


def pack(count=3, *, by=AN, at=NOW, seen=0):
    return reserve.make_pack(count, seen=seen, by=by, at=at)


def sheets(number=1, by=AN):
    return questions.sheets(number, by)


def keyed(code, number=1, *, by=AN, at=LATER, received_at=WRITTEN_AT, procedure_id=FUNERAL):
    answers = form(number, procedure_id=procedure_id, reserve_code=code, received_at=received_at)
    return Dossier.get(Dossier.id == dossiers.receive(answers, by=by, at=at))


def refused(code, number=1, **more):
    with pytest.raises(FormNotComplete) as no:
        keyed(code, number, **more)
    return no.value.facts["fields"]


def test_a_pack_has_the_last_numbers_of_its_day():
    pack()

    assert [sheet.code[-11:] for sheet in sheets()] == [f"190524-900{n}" for n in (1, 2, 3)]
    assert {len(sheet.lookup_pin) for sheet in sheets()} == {4}
    assert questions.left(AN) == 3


def test_the_same_press_twice_is_one_pack():
    assert [pack(), pack()] == [1, 1]
    assert len(sheets()) == 3


def test_a_colleague_who_made_one_meanwhile_is_named():
    pack()

    with pytest.raises(PackMadeMeanwhile) as no:
        pack(by=LAN)

    assert no.value.facts["who"] == AN.name


def test_a_day_has_two_hundred_sheets_and_no_more():
    for seen in range(4):
        pack(50, seen=seen)

    with pytest.raises(ReserveUsedUp):
        pack(1, seen=4)
    assert pack(1, seen=4, at=NOW + timedelta(days=1)) == 5


def test_the_dossier_gets_the_number_and_the_pin_of_the_sheet():
    pack()
    sheet = sheets()[1]

    dossier = keyed(sheet.code.lower())

    assert (dossier.code, dossier.lookup_pin) == (sheet.code, sheet.lookup_pin)
    assert sheets()[1].state is BlankState.KEYED
    assert sheets()[1].dossier_id == dossier.id


def test_the_time_counts_from_what_was_written_by_hand():
    pack(at=NOW - timedelta(days=3))
    by_hand = keyed(sheets()[0].code, 1, procedure_id=SHOP, received_at=NOW - timedelta(days=2))
    now = dossiers.receive(form(2, procedure_id=SHOP), by=AN, at=LATER)

    assert by_hand.received_at == NOW - timedelta(days=2)
    assert by_hand.due_at < Dossier.get(Dossier.id == now).due_at


def test_the_same_form_posted_twice_is_one_dossier():
    pack()
    code = sheets()[0].code

    assert keyed(code).id == keyed(code).id
    assert questions.left(AN) == 2


def test_the_second_to_key_in_a_number_reads_who_was_first():
    pack()
    code = sheets()[0].code
    keyed(code, 1)

    faults = refused(code, 2, by=LAN)

    assert AN.name in faults["reserve_code"]
    assert "14:00 ngày 24/05/2019" in faults["reserve_code"]
    assert Dossier.select().count() == 1


def test_of_two_who_key_in_a_number_at_once_one_reads_who_won():
    pack()
    code, at_once, told = sheets()[0].code, Barrier(2), []

    def key(number, by):
        database.ready()
        at_once.wait()
        try:
            keyed(code, number, by=by)
        except FormNotComplete as no:
            told.append((by, no.facts["fields"]["reserve_code"]))
        database.close()

    officers = [Thread(target=key, args=args) for args in ((1, AN), (2, LAN))]
    [each.start() for each in officers]
    [each.join() for each in officers]

    winner = Dossier.get()
    assert winner.code == code
    assert [by for by, _ in told] == [LAN if winner.received_by == str(AN) else AN]
    assert winner.received_by_name in told[0][1]


def test_a_spoiled_sheet_is_refused_with_its_reason():
    pack()
    code = sheets()[0].code
    reserve.spoil(1, [code], " Viết nhầm ", by=AN, at=NOW)

    assert "Viết nhầm" in refused(code)["reserve_code"]


@pytest.mark.parametrize("code", ["H27.35.07-190524-9999", "000.21.35.H27-190524-0001"])
def test_an_unknown_number_is_refused(code):
    assert "không có trong sổ" in refused(code)["reserve_code"]


def test_a_sheet_of_another_office_is_unknown():
    pack(by=DUNG)

    assert "không có trong sổ" in refused(sheets(by=DUNG)[0].code)["reserve_code"]
    with pytest.raises(NoSuchPack):
        sheets(by=AN)


@pytest.mark.parametrize(
    ("received_at", "words"),
    [
        (NOW - timedelta(days=1), "in ngày 24/05/2019"),
        (LATER + timedelta(minutes=1), "sau lúc này"),
    ],
)
def test_the_moment_lies_between_the_print_and_now(received_at, words):
    pack()

    faults = refused(sheets()[0].code, received_at=received_at)

    assert words in " ".join(faults.values())


def test_it_may_be_earlier_on_the_day_of_the_print():
    pack()

    assert keyed(sheets()[0].code, received_at=NOW - timedelta(hours=1)).code == sheets()[0].code


def test_sheets_are_spoiled_with_a_reason_and_counted():
    pack()
    codes = [sheet.code for sheet in sheets()]

    assert reserve.spoil(1, codes[:2], "Rách", by=LAN, at=LATER) == 2
    assert reserve.spoil(1, codes[:2], "Rách", by=LAN, at=LATER) == 0
    assert [sheet.state for sheet in sheets()] == ["spoiled", "spoiled", "blank"]
    assert questions.packs(AN)[0].counts == {"blank": 1, "keyed": 0, "spoiled": 2}


@pytest.mark.parametrize(
    ("chosen", "reason", "box"), [([], "Rách", "codes"), ([0], "  ", "reason")]
)
def test_spoiling_asks_for_sheets_and_a_reason(chosen, reason, box):
    pack()
    codes = [sheets()[place].code for place in chosen]

    with pytest.raises(FormNotComplete) as no:
        reserve.spoil(1, codes, reason, by=AN, at=NOW)

    assert set(no.value.facts["fields"]) == {box}


def test_a_sheet_keyed_in_meanwhile_is_not_spoiled():
    pack()
    code = sheets()[0].code
    keyed(code)

    with pytest.raises(KeyedInMeanwhile) as no:
        reserve.spoil(1, [code], "Rách", by=LAN, at=LATER)

    assert no.value.facts["who"] == AN.name


def test_the_counter_steps_over_the_numbers_of_the_sheets():
    NumberSeries.create(series=f"dossier:{AN.unit}", period="2019-05-24", last=9000)

    dossier = Dossier.get(Dossier.id == dossiers.receive(form(1), by=AN, at=NOW))

    assert dossier.code.endswith("190524-10000")


def test_a_keyed_in_number_moves_the_counter_of_a_replacement_nowhere():
    pack()
    keyed(sheets()[2].code, 1)
    lose_the_database()

    dossier = Dossier.get(Dossier.id == dossiers.receive(form(2), by=AN, at=LATER))

    assert dossier.code.endswith("190524-0051")


def lose_the_database():
    """What a PC that takes the place of another knows: the dossiers, and nothing of this office's own."""
    ReserveReceipt.delete().execute()
    NumberSeries.delete().execute()
    IssuedCode.delete().execute()


def test_a_replacement_prints_no_number_that_was_printed_that_day():
    pack(50)
    keyed(sheets()[0].code, 1)
    before = {sheet.code for sheet in sheets()}
    lose_the_database()

    pack(50, at=LATER)

    assert before & {sheet.code for sheet in sheets()} == set()


def restored_from(copy):
    """The numbers as they stood in an older copy of the file, which is noticed."""
    tables = (ReserveReceipt, NumberSeries, IssuedCode)
    for table, rows in zip(tables, copy, strict=True):
        table.delete().execute()
        for row in rows:
            table.insert(row).execute()
    numbering.continue_after(AN.unit, {})


def copy_of_numbers():
    return [list(table.select().dicts()) for table in (ReserveReceipt, NumberSeries, IssuedCode)]


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("pack"), st.sampled_from((1, 5, 50))),
        st.tuples(st.just("receive"), st.just(0)),
        st.tuples(st.just("day"), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(before=DEEDS, lost=DEEDS, after=DEEDS)
def test_no_number_is_ever_given_twice_not_even_after_a_restore(before, lost, after):
    for table in (ReserveReceipt, NumberSeries, IssuedCode):
        table.delete().execute()
    given_out: list[str] = []
    day = live(before, given_out, NOW)
    copy = copy_of_numbers()
    day = live(lost, given_out, day)

    restored_from(copy)
    live(after, given_out, day)

    blanks = [code for code in given_out if code[-4] == "9"]
    assert {code: times for code, times in Counter(blanks).items() if times > 1} == {}
    assert set(blanks).isdisjoint(set(given_out) - set(blanks))


def live(deeds, given_out, at):
    """What an office does, and every number it gives."""
    for deed, much in deeds:
        at += timedelta(days=much) if deed == "day" else timedelta()
        try:
            given_out += DO[deed](much, at)
        except ReserveUsedUp:
            continue
    return at


def _print_a_pack(much, at):
    latest = questions.packs(AN)
    number = reserve.make_pack(much, seen=latest[0].number if latest else 0, by=AN, at=at)
    return [sheet.code for sheet in sheets(number)]


def _number_a_dossier(_much, at):
    with journal.transaction():
        numbering.hold(AN.unit, at)
        agency = "H27.35.07"
        return [numbering.next_dossier_code(AN.unit, agency, at, dossier_id="d")]


DO = {"pack": _print_a_pack, "receive": _number_a_dossier, "day": lambda _much, _at: []}
