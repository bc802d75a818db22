"""Which procedures may be received and given back in one press, by whom, and what must be said."""

from dataclasses import replace

import pytest

from app.catalogue.procedures import procedures
from app.domain.at_once import AtOnce, content_of, faults_of, roles_for
from app.domain.officers import Role

CATALOGUE = {procedure.id: procedure for procedure in procedures()}
COPIES, BIRTH, SINGLE = (CATALOGUE[each] for each in ("2.000815@1", "1.001193@1", "1.004873@1"))
TRANSLATOR_AT_DISTRICT = CATALOGUE["2.000992@1"]
EVERYTHING = frozenset({Role.DESK, Role.CASE_OFFICER, Role.LEADER})
SAID = AtOnce("Phạm Thị Chi", copies=2, collected_by="Nguyễn Thị Hoà")
CHI = ["Phạm Thị Chi"]


def test_who_has_every_role_of_the_chain_may() -> None:
    assert roles_for(BIRTH, EVERYTHING) == EVERYTHING


@pytest.mark.parametrize("missing", sorted(EVERYTHING))
def test_who_lacks_one_may_not(missing: Role) -> None:
    assert roles_for(BIRTH, EVERYTHING - {missing}) == frozenset()


def test_the_desk_may_where_the_catalogue_lets_it_certify() -> None:
    assert roles_for(COPIES, {Role.DESK}) == EVERYTHING


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.LEADER, Role.ADMIN])
def test_nobody_else_may_without_the_desk(role: Role) -> None:
    assert roles_for(COPIES, {role}) == frozenset()


@pytest.mark.parametrize("procedure", [SINGLE, TRANSLATOR_AT_DISTRICT])
def test_only_what_is_solved_here_on_the_day_is_given_back_at_once(procedure: object) -> None:
    assert roles_for(procedure, EVERYTHING) == frozenset()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signer": ""}, "signer"),
        ({"signer": "Ai Đó"}, "signer"),
        ({"number": "12/SCT"}, "number"),
        ({"number": "x" * 81}, "number"),
        ({"copies": None}, "copies"),
        ({"copies": 0}, "copies"),
        ({"copies": -1}, "copies"),
        ({"copies": 10_000}, "copies"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, object], field: str) -> None:
    assert set(faults_of(replace(SAID, **change), COPIES, CHI)) == {field}


def test_a_whole_answer_has_nothing_to_mend() -> None:
    assert faults_of(SAID, COPIES, CHI) == {}
    assert faults_of(replace(SAID, number="12/KS", copies=None), BIRTH, CHI) == {}


def test_the_result_says_how_many_copies() -> None:
    assert content_of(SAID) == "Trả ngay tại bàn; 02 bản."
    assert content_of(replace(SAID, copies=None)) == "Trả ngay tại bàn."
