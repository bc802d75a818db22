"""Two offices write into one field while no line exists: each clash is one card, none is false, none is lost."""

import pytest

from app.domain.refusals import ConflictForAbove, ConflictSettled, FormNotComplete
from app.models.conflicts import ConflictDecision, Reprint
from app.models.dossiers import Dossier
from app.models.jobs import Job
from app.models.notes import Note
from app.queries import conflict_cards
from app.queries import conflicts as questions
from app.services import conflict_rules, conflicts, jobs, notes
from tests import clashes
from tests.town import HA, KHOA

CLASHES = 30


@pytest.fixture
def country(tmp_path):
    with clashes.country(tmp_path) as found:
        yield found


def cards(country):
    with country.district.acting():
        return {each.dossier_id: each for each in questions.waiting(KHOA)}


def test_every_clash_is_one_card_and_is_settled_to_the_same_bytes_everywhere(country):
    country.write_apart(CLASHES)
    found = cards(country)

    settled = clashes.settle_all(country, by_hand=10)

    assert set(found) == set(country.expected)
    assert all(len(each.legal + each.others) == 1 for each in found.values())
    assert settled == CLASHES
    for unit, commune in country.communes.items():
        assert commune.dump(unit) == country.district.dump(unit)
        assert commune.count("record WHERE contested > 0") == 0
    assert country.district.count("record WHERE contested > 0") == 0
    with country.district.acting():
        chosen = {each.dossier_id: (each.field, each.chosen) for each in ConflictDecision.select()}
    assert {dossier: name for dossier, (name, _) in chosen.items()} == country.expected


@pytest.fixture
def clash(country):
    """One dossier with two names; its card at the district."""
    country.write_apart(1)
    with country.district.acting():
        yield conflict_cards.card(questions.waiting(KHOA)[0].n, KHOA)


def settle(card, country, pick, *, reason="", typed="", by=KHOA):
    conflicts.settle(
        card.n, {"applicant_name": pick}, {"applicant_name": typed}, seal=card.record.seal,
        reason=reason, by=by, at=country.tick(),
    )  # fmt: skip


def test_a_card_tells_where_each_value_comes_from_and_what_merged_by_itself(clash):
    (name,) = clash.fields

    assert (name.before, name.is_legal) == ("Nguyễn Thị Hoà", True)
    assert [(each.words, each.unit_name) for each in name.values] == [
        ("Nguyễn Thị Hòa Bình", "Xã Thạch Khê"),
        ("Nguyễn Thị Hoan", "Huyện Thạch Hà"),
    ]
    assert name.values[0].how.endswith("theo thẻ CCCD")
    assert [each.is_suggested for each in name.values] == [True, False]
    assert [(each.label, each.shown) for each in clash.kept] == [("Điện thoại", "0987654321")]
    assert len(name.before_papers) == 1


def test_what_a_paper_says_otherwise_needs_a_reason_and_is_printed_again(country, clash):
    theirs = clash.fields[0].values[1].prefix
    with pytest.raises(FormNotComplete) as no:
        settle(clash, country, theirs)

    settle(clash, country, theirs, reason="Theo giấy khai sinh")

    assert list(no.value.facts["fields"]) == ["reason"]
    assert Dossier.get().applicant_name == "Nguyễn Thị Hoan"
    assert "Theo giấy khai sinh" in Reprint.select().order_by(Reprint.n.desc()).get().words
    assert "Theo giấy khai sinh" in Note.select().order_by(Note.n.desc()).get().text


def test_a_value_typed_instead_is_checked_like_at_the_counter(country, clash):
    with pytest.raises(FormNotComplete) as no:
        settle(clash, country, "khac", typed="Nguyễn 4", reason="Sai")
    settle(clash, country, "khac", typed="Nguyễn Thị Hoa", reason="Hỏi lại gia đình")

    assert list(no.value.facts["fields"]) == ["applicant_name"]
    assert Dossier.get().applicant_name == "Nguyễn Thị Hoa"


def test_a_second_choice_is_told_who_chose(country, clash):
    mine, theirs = (each.prefix for each in clash.fields[0].values)
    settle(clash, country, mine, reason="Theo xã", by=HA)

    with pytest.raises(ConflictSettled) as no:
        settle(clash, country, theirs, reason="Theo huyện")

    assert "Đặng Thị Hà đã chọn lúc" in str(no.value)
    assert Dossier.get().applicant_name == "Nguyễn Thị Hòa Bình"


def test_a_card_waits_for_an_answer_of_the_commune(country, clash):
    conflicts.ask(clash.n, "Tên trên thẻ là gì?", form_id="1", by=KHOA, at=country.tick())
    asked = questions.waiting(KHOA, only="cho-tra-loi")[0]
    commune = country.communes[clash.dossier.unit]
    country.sync()
    with commune.acting():
        at = country.tick() + commune.skew
        notes.write(clash.dossier.id, "Là Hòa Bình", form_id="2", by=commune.by, at=at)
        with pytest.raises(ConflictForAbove):
            conflicts.settle(1, {}, {}, seal="", by=commune.by, at=at)
    country.sync()

    assert not asked.answered
    assert questions.waiting(KHOA, only="cho-tra-loi")[0].answered


def test_a_rule_leaves_what_binds_somebody_until_it_is_ticked(country, clash):
    at = country.tick()
    version = conflict_rules.save({"dossier.applicant_name": "parent"}, seen=0, by=KHOA, at=at)
    key = "dossier.applicant_name"
    for legal in ([], [key]):
        conflict_rules.settle_rest(version, legal=legal, fields=[key], by=KHOA, at=at)
        jobs.run_next(country.district.file.parent / "files", country.tick)

    first, second = Job.select().order_by(Job.n)
    assert "chọn 0" in first.words or "0 mục" in first.outcome
    assert "ở 1 mục" in second.outcome
    assert ConflictDecision.get().rule == version
