"""Accounts of a node: who comes in, who stays out, and what closes an open session."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import database
from app.domain import refusals
from app.domain.officers import Role
from app.instance import open_instance
from app.models.officers import OfficerAccount, OfficerSession, WrongPasswords
from app.queries import officers as questions
from app.services import officers, passwords

NOW = datetime(2019, 5, 24, 1, 30, tzinfo=UTC)
GOOD = "nón lá bưởi phúc trạch"
OTHER = "thuyền thúng biển thạch hải"
DESK_PC = "192.168.1.20"


@pytest.fixture(autouse=True)
def office(database_url: str, tmp_path: Path) -> Iterator[None]:
    open_instance(tmp_path / "node", database_url=database_url)
    yield
    database.close()


@pytest.fixture
def add() -> Callable[..., str]:
    """Opens an account; what a test does not say is An's, at the desk, with a password of her own."""

    def add(username: str = "an", **given: object) -> str:
        usual: dict[str, object] = {
            "name": "Trần Thị An",
            "title": "Công chức Văn phòng – Thống kê",
            "unit": "18571",
            "roles": [Role.DESK],
            "by": "cli",
            "at": NOW,
            "password": GOOD,
            "must_change": False,
        }
        return officers.add(username, **(usual | given))  # type: ignore[arg-type]

    return add


@pytest.fixture
def an(add: Callable[..., str]) -> str:
    add()
    return "an"


@pytest.fixture
def admin(add: Callable[..., str]) -> str:
    add("quang", name="Hồ Văn Quang", roles=[Role.ADMIN, Role.DESK])
    return "quang"


def come_in(username: str, password: str = GOOD, at: datetime = NOW) -> str:
    return officers.sign_in(username, password, address=DESK_PC, at=at)


# ── Opening an account ──────────────────────────────────────────────────────────────────────────────


def test_a_first_password_is_made_up_long_enough_and_must_be_changed(
    add: Callable[..., str],
) -> None:
    first = add(password=None, must_change=True)

    token = come_in("an", first)
    assert len(first) >= 12
    assert questions.session(token, at=NOW).must_change


def test_the_password_itself_is_kept_nowhere(an: str) -> None:
    kept = OfficerAccount.get().password_hash

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,")
    assert GOOD not in kept


def test_a_username_is_taken_once(an: str, add: Callable[..., str]) -> None:
    with pytest.raises(refusals.UsernameTaken):
        add("AN")


@pytest.mark.parametrize("username", ["", "a", "Ân", "an an", "1an", "an/../b", "a" * 33])
def test_a_username_is_plain_letters(username: str, add: Callable[..., str]) -> None:
    with pytest.raises(refusals.BadUsername):
        add(username)


@pytest.mark.parametrize(
    ("given", "no"),
    [
        ({"name": "  "}, refusals.OfficerNeedsName),
        ({"roles": []}, refusals.OfficerNeedsRole),
        ({"password": "ngắn quá"}, refusals.WeakPassword),
        ({"password": "matkhau123"}, refusals.WeakPassword),
        ({"password": "1111111111111"}, refusals.WeakPassword),
        ({"password": "x" * 201}, refusals.WeakPassword),
    ],
)
def test_an_account_that_cannot_be_used_is_not_opened(
    given: dict[str, object], no: type[refusals.Refusal], add: Callable[..., str]
) -> None:
    with pytest.raises(no):
        add(**given)

    assert questions.everyone() == []


def test_a_password_made_of_the_username_is_refused(add: Callable[..., str]) -> None:
    with pytest.raises(refusals.WeakPassword):
        add("thanhhoa", password="thanhhoa@2019")


# ── Signing in ──────────────────────────────────────────────────────────────────────────────────────


def test_the_right_password_opens_a_session(an: str) -> None:
    token = come_in(" AN ")

    assert str(questions.session(token, at=NOW).officer) == "an@18571"


def test_the_token_itself_is_kept_nowhere(an: str) -> None:
    token = come_in(an)

    assert token not in OfficerSession.get().token_hash


def test_marks_typed_apart_are_the_same_password(an: str) -> None:
    decomposed = "no\u0301n la\u0301 bu\u031bo\u031b\u0309i phu\u0301c tra\u0323ch"

    assert come_in(an, decomposed)


def test_the_words_are_the_same_whatever_was_wrong(
    an: str, admin: str, add: Callable[..., str]
) -> None:
    add("hoa")
    officers.suspend("hoa", "nghỉ việc", by=admin, at=NOW)
    tries = [("khong.co", GOOD), (an, OTHER), ("hoa", GOOD)]

    said = {str(_refused(username, password)) for username, password in tries}

    assert len(said) == 1


def _refused(username: str, password: str) -> refusals.WrongPassword:
    with pytest.raises(refusals.WrongPassword) as no:
        come_in(username, password)
    return no.value


def test_a_session_ends_after_a_working_day(an: str) -> None:
    token = come_in(an)

    assert questions.session(token, at=NOW + timedelta(hours=11, minutes=59))
    assert questions.session(token, at=NOW + timedelta(hours=12)) is None


def test_signing_out_closes_this_session_alone(an: str) -> None:
    here, elsewhere = come_in(an), come_in(an)

    officers.sign_out(here, at=NOW)

    assert questions.session(here, at=NOW) is None
    assert questions.session(elsewhere, at=NOW)


def test_one_may_close_ones_own_session_on_another_machine(an: str) -> None:
    forgotten = come_in(an)

    officers.revoke(questions.session(forgotten, at=NOW).id, username=an, at=NOW)

    assert questions.session(forgotten, at=NOW) is None


def test_nobody_closes_the_session_of_another(an: str, admin: str) -> None:
    token = come_in(an)

    with pytest.raises(refusals.NoSuchSession):
        officers.revoke(questions.session(token, at=NOW).id, username=admin, at=NOW)

    assert questions.session(token, at=NOW)


def test_use_is_noted(an: str) -> None:
    token = come_in(an)
    later = NOW + timedelta(minutes=20)

    officers.note_seen(token, at=later)

    assert questions.session(token, at=later).last_seen_at == later


# ── Guessing ────────────────────────────────────────────────────────────────────────────────────────


def guess(username: str, times: int, at: datetime = NOW) -> None:
    for _ in range(times):
        _refused_at(username, at)


def _refused_at(username: str, at: datetime) -> None:
    with pytest.raises(refusals.WrongPassword):
        come_in(username, OTHER, at)


def guess_each(usernames: list[str]) -> None:
    for username in usernames:
        _refused_at(username, NOW)


def test_four_slips_cost_nothing(an: str) -> None:
    guess(an, 4)

    assert come_in(an)


@pytest.mark.parametrize("username", ["an", "khong.co"])
def test_after_five_wrong_tries_even_the_right_one_waits(an: str, username: str) -> None:
    guess(username, 5)

    with pytest.raises(refusals.TooManyTries):
        come_in(username)


def test_the_wait_grows_with_each_wrong_try(an: str) -> None:
    guess(an, 5)
    _refused_at(an, NOW + timedelta(seconds=6))

    with pytest.raises(refusals.TooManyTries) as no:
        come_in(an, at=NOW + timedelta(seconds=7))

    assert no.value.facts["wait"] == "9 giây"


def test_the_wait_survives_a_restart(an: str, database_url: str, tmp_path: Path) -> None:
    guess(an, 5)
    database.close()
    open_instance(tmp_path / "node", database_url=database_url)

    with pytest.raises(refusals.TooManyTries):
        come_in(an)


def test_after_the_wait_the_right_password_opens_and_the_count_starts_afresh(an: str) -> None:
    guess(an, 5)
    later = NOW + timedelta(seconds=6)
    come_in(an, at=later)

    guess(an, 4, later)

    assert come_in(an, at=later)


def test_guessing_many_names_from_one_address_waits_too(an: str) -> None:
    guess_each([f"ten{number}" for number in range(31)])

    with pytest.raises(refusals.TooManyTries):
        come_in(an)


def test_an_office_behind_one_address_signs_in_all_morning(an: str) -> None:
    sessions = [come_in(an) for _ in range(35)]

    assert len(set(sessions)) == 35
    assert WrongPasswords.select().where(WrongPasswords.count > 0).count() == 0


def test_slips_are_forgotten_after_a_quiet_hour(an: str) -> None:
    guess_each([f"ten{number}" for number in range(30)])
    later = NOW + timedelta(hours=1, seconds=1)

    _refused_at(an, later)

    assert come_in(an, at=later)


def test_guesses_made_at_once_are_all_counted(an: str) -> None:
    def one_guess(_: int) -> str:
        database.ready()
        try:
            officers.sign_in(an, OTHER, address=DESK_PC, at=NOW)
        except refusals.Refusal as no:
            return type(no).__name__
        finally:
            database.close()
        return "in"

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(one_guess, range(12)))

    assert answers.count("WrongPassword") == 5


def test_what_is_typed_as_a_name_is_not_kept(an: str) -> None:
    guess("mật khẩu gõ nhầm vào ô tên", 1)

    assert all(len(row.key) == 64 for row in WrongPasswords.select())


# ── Passwords ───────────────────────────────────────────────────────────────────────────────────────


def test_a_new_password_closes_the_other_sessions(an: str) -> None:
    here, elsewhere = come_in(an), come_in(an)

    officers.change_password(an, GOOD, OTHER, at=NOW, keep=here)

    assert questions.session(here, at=NOW)
    assert questions.session(elsewhere, at=NOW) is None


def test_a_new_password_replaces_the_old(an: str) -> None:
    officers.change_password(an, GOOD, OTHER, at=NOW, keep=come_in(an))

    assert come_in(an, OTHER)
    _refused(an, GOOD)


def test_ones_own_password_ends_the_forced_change(add: Callable[..., str]) -> None:
    token = come_in("an", add(password=None, must_change=True))
    first = officers.reset_password("an", by="cli", at=NOW)
    token = come_in("an", first)

    officers.change_password("an", first, OTHER, at=NOW, keep=token)

    assert not questions.session(token, at=NOW).must_change


@pytest.mark.parametrize(
    ("old", "new", "no"),
    [
        (OTHER, "xe đạp qua cầu phủ", refusals.WrongOldPassword),
        (GOOD, GOOD, refusals.SamePassword),
        (GOOD, "1234567890", refusals.WeakPassword),
    ],
)
def test_a_password_is_not_changed_without_reason(
    an: str, old: str, new: str, no: type[refusals.Refusal]
) -> None:
    token = come_in(an)

    with pytest.raises(no):
        officers.change_password(an, old, new, at=NOW, keep=token)

    assert come_in(an, GOOD)


def test_the_old_password_cannot_be_guessed_from_an_open_session(an: str) -> None:
    token = come_in(an)
    guess(an, 5)

    with pytest.raises(refusals.TooManyTries):
        officers.change_password(an, GOOD, OTHER, at=NOW, keep=token)


def test_a_reset_closes_every_session_and_lets_in_at_once(an: str, admin: str) -> None:
    token = come_in(an)
    guess(an, 5)

    first = officers.reset_password(an, by=admin, at=NOW)

    assert questions.session(token, at=NOW) is None
    assert questions.session(come_in(an, first), at=NOW).must_change


def test_a_wrong_password_takes_as_long_as_an_unknown_name(
    an: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    verify = passwords.pwhash.verify
    monkeypatch.setattr(
        passwords.pwhash, "verify", lambda *given: looked.append(True) or verify(*given)
    )

    _refused("khong.co", GOOD)
    _refused(an, OTHER)

    assert len(looked) == 2


# ── Suspending, and the last administrator ──────────────────────────────────────────────────────────


def test_a_suspended_officer_is_out_at_once(an: str, admin: str) -> None:
    token = come_in(an)

    officers.suspend(an, "nghỉ thai sản", by=admin, at=NOW)

    assert questions.session(token, at=NOW) is None
    assert questions.one(an).suspended_reason == "nghỉ thai sản"


def test_a_restored_officer_signs_in_again(an: str, admin: str) -> None:
    officers.suspend(an, "nghỉ thai sản", by=admin, at=NOW)

    officers.restore(an, by=admin, at=NOW)

    assert come_in(an)


def test_suspending_needs_a_reason(an: str, admin: str) -> None:
    with pytest.raises(refusals.NeedsReason):
        officers.suspend(an, "  ", by=admin, at=NOW)


def test_suspending_twice_says_so(an: str, admin: str) -> None:
    officers.suspend(an, "nghỉ việc", by=admin, at=NOW)

    with pytest.raises(refusals.AlreadySuspended):
        officers.suspend(an, "nghỉ việc", by=admin, at=NOW)


def test_an_active_account_needs_no_restoring(an: str) -> None:
    with pytest.raises(refusals.NotSuspended):
        officers.restore(an, by="cli", at=NOW)


def test_the_last_administrator_cannot_be_suspended(an: str, admin: str) -> None:
    with pytest.raises(refusals.LastAdmin):
        officers.suspend(admin, "nghỉ việc", by=an, at=NOW)


def test_the_last_administrator_keeps_the_role(an: str, admin: str) -> None:
    with pytest.raises(refusals.LastAdmin):
        officers.change_roles(admin, [Role.DESK], by=admin, at=NOW)


def test_a_suspended_administrator_does_not_count_as_one(
    admin: str, add: Callable[..., str]
) -> None:
    add("chi", roles=[Role.ADMIN])
    officers.suspend("chi", "chuyển công tác", by=admin, at=NOW)

    with pytest.raises(refusals.LastAdmin):
        officers.suspend(admin, "nghỉ việc", by=admin, at=NOW)


def test_one_of_two_administrators_may_go(admin: str, add: Callable[..., str]) -> None:
    add("chi", roles=[Role.ADMIN])

    officers.suspend(admin, "chuyển công tác", by="chi", at=NOW)

    assert questions.one(admin).is_suspended


def test_two_administrators_cannot_suspend_each_other_at_once(
    admin: str, add: Callable[..., str]
) -> None:
    add("chi", roles=[Role.ADMIN])

    def suspend(username: str) -> None:
        database.ready()
        try:
            officers.suspend(username, "nghỉ việc", by="cli", at=NOW)
        except refusals.LastAdmin:
            return
        finally:
            database.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(suspend, [admin, "chi"]))

    assert [each.is_suspended for each in questions.everyone()].count(False) == 1


def test_new_roles_count_from_the_next_click(an: str) -> None:
    token = come_in(an)

    officers.change_roles(an, [Role.LEADER], by="cli", at=NOW)

    assert questions.session(token, at=NOW).officer.roles == {Role.LEADER}


def test_an_unknown_officer_is_named_in_the_refusal() -> None:
    with pytest.raises(refusals.NoSuchOfficer) as no:
        officers.suspend("khong.co", "nghỉ việc", by="cli", at=NOW)

    assert no.value.facts["username"] == "khong.co"


def test_every_change_of_an_account_leaves_a_line(an: str, admin: str) -> None:
    officers.correct(an, name="Trần Thị Ân", title="Văn phòng", by=admin, at=NOW)
    officers.change_roles(an, [Role.LEADER], by=admin, at=NOW)
    officers.reset_password(an, by=admin, at=NOW)
    officers.suspend(an, "nghỉ việc", by=admin, at=NOW)
    officers.restore(an, by=admin, at=NOW)

    lines = [event.what for event in questions.history(an)]

    assert lines == [
        "restored", "suspended", "password_reset", "roles", "corrected", "added",
    ]  # fmt: skip


def test_officers_are_listed_by_given_name(add: Callable[..., str]) -> None:
    add("chi", name="Phạm Thị Chi", roles=[Role.LEADER])
    add("binh", name="Lê Văn Bình", roles=[Role.CASE_OFFICER])
    add("an")

    assert [each.officer.username for each in questions.everyone()] == ["an", "binh", "chi"]


def test_work_is_offered_to_active_officers_of_the_role(
    admin: str, add: Callable[..., str]
) -> None:
    add("binh", roles=[Role.CASE_OFFICER])
    add("hoa", roles=[Role.CASE_OFFICER])
    officers.suspend("hoa", "nghỉ việc", by=admin, at=NOW)

    assert [each.username for each in questions.with_role(Role.CASE_OFFICER)] == ["binh"]
