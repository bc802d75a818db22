"""Who may do what, how long a guesser waits, which passwords are too easy."""

import pytest

from app.domain.officers import Officer, Role, password_problem, wait_seconds
from app.domain.permissions import ALLOWED, Permission, may

P = Permission


def officer(*roles: Role) -> Officer:
    return Officer("an", "Trần Thị An", "Công chức", "18571", frozenset(roles))


def test_history_names_an_officer_with_the_office() -> None:
    assert str(officer(Role.DESK)) == "an@18571"


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (P.RECEIVE, {Role.DESK}),
        (P.HAND_OVER, {Role.DESK}),
        (P.ACCEPT_FORWARD, {Role.DESK}),
        (P.WITHDRAW, {Role.DESK}),
        (P.ASSIGN, {Role.DESK, Role.LEADER}),
        (P.TAKE_UP, {Role.CASE_OFFICER}),
        (P.PROCESS, {Role.CASE_OFFICER}),
        (P.APPROVE, {Role.LEADER}),
        (P.FORWARD, {Role.DESK, Role.CASE_OFFICER, Role.LEADER}),
        (P.SEE_DOSSIERS, {Role.DESK, Role.CASE_OFFICER, Role.LEADER}),
        (P.PRINT, {Role.DESK, Role.CASE_OFFICER, Role.LEADER}),
        (P.COLLECT, {Role.DESK}),
        (P.REFUND, {Role.DESK, Role.LEADER}),
        (P.SEE_MONEY, {Role.DESK, Role.LEADER}),
        (P.SEE_FLEET, {Role.DESK, Role.LEADER, Role.ADMIN}),
        (P.MANAGE_OFFICERS, {Role.ADMIN}),
        (P.MANAGE_NODE, {Role.ADMIN}),
        (P.SEE_DESK, set(Role)),
        (P.SEE_PROCEDURES, set(Role)),
        (P.SEE_SYNC, set(Role)),
        (P.SYNC_NOW, set(Role)),
        (P.CHANGE_OWN_PASSWORD, set(Role)),
    ],
)
def test_who_may_do_what(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if permission in ALLOWED[role]} == roles


def test_an_officer_with_two_parts_may_do_both() -> None:
    both = officer(Role.DESK, Role.LEADER)

    assert may(both, P.RECEIVE)
    assert may(both, P.APPROVE)
    assert not may(both, P.MANAGE_OFFICERS)


def test_an_officer_without_a_part_may_do_nothing() -> None:
    assert [permission for permission in Permission if may(officer(), permission)] == []


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(0, 0), (4, 0), (5, 5), (6, 10), (7, 20), (12, 640), (13, 900), (99, 900)],
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(tries: int, seconds: int) -> None:
    assert wait_seconds(tries, 4) == seconds


@pytest.mark.parametrize(
    "password",
    ["", "123456789", "1234567890", "Matkhau123", "aaaaaaaaaaaa", "abababababab", "an.tran2019!"],
)
def test_a_password_that_is_guessed_first_is_refused_with_words(password: str) -> None:
    assert "mật khẩu" in (password_problem(password, "an.tran") or "").lower()


@pytest.mark.parametrize(
    "password", ["nón lá bưởi phúc trạch", "k7mt-w3nx-8fqa", "chiều mưa an.tran"]
)
def test_a_long_unlikely_password_is_good(password: str) -> None:
    assert password_problem(password, "an.tran") is None
