"""A form in the making: kept field by field, never silently overwritten, gone when its dossier is written down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.officers import Officer
from app.domain.refusals import (
    DraftDropped,
    DraftElsewhere,
    DraftReceived,
    DraftTooLong,
    FormNotComplete,
    NoSuchDraft,
    NotADeskOfficer,
    Refusal,
)
from app.models.drafts import Draft
from app.models.officers import OfficerAccount
from app.queries import drafts as queries
from app.services import drafts, intake
from app.services.drafts import Saved
from tests.town import AN, BIRTH, DUNG, NOW, form

pytestmark = pytest.mark.usefixtures("office")

ID = UUID(int=1, version=4).hex
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def hoa(office: None) -> Officer:
    """An's colleague at the counter."""
    hoa = replace(AN, username="hoa", name="Ngô Thị Hoa")
    OfficerAccount.create(
        username="hoa", name=hoa.name, title="Công chức", unit=hoa.unit, roles=sorted(hoa.roles),
        password_hash="-", created_at=NOW,
    )  # fmt: skip
    return hoa


def save(
    typed: dict[str, str], seen: int = 0, by: Officer = AN, at: datetime = NOW, **more: Any
) -> Saved:
    return drafts.save(ID, BIRTH, typed, seen=seen, by=by, at=at, **more)


def kept() -> dict[str, str]:
    return queries.one(ID, AN).values


# ── Saving ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_field_is_kept_as_it_was_typed_half_or_wrong() -> None:
    save({"applicant_name": "Nguyễn Th", "birth_date": "31/2"})

    assert kept() == {"applicant_name": "Nguyễn Th", "birth_date": "31/2"}


def test_fields_saved_one_after_another_come_together() -> None:
    first = save({"applicant_name": "Nguyễn Thị Hoà"})
    save({"phone": "0912"}, seen=first.revision, at=LATER, last_field="phone")

    draft = queries.one(ID, AN)
    assert draft.values == {"applicant_name": "Nguyễn Thị Hoà", "phone": "0912"}
    assert (draft.revision, draft.last_field, draft.saved_at) == (2, "phone", LATER)


def test_each_field_remembers_who_put_it_there_when_and_from_where() -> None:
    save({"applicant_name": "Nguyễn Thị Hoà"}, sources={"applicant_name": "card"})

    field = queries.one(ID, AN).kept["applicant_name"]
    assert (field["by"], field["at"], field["source"]) == ("an", NOW.isoformat(), "card")


def test_nothing_typed_makes_no_draft() -> None:
    assert save({}).revision == 0
    assert queries.of(AN, NOW) == []


def test_the_same_save_twice_is_one() -> None:
    first = save({"phone": "0912"})
    second = save({"phone": "0912"}, seen=0, at=LATER)

    assert (second.revision, second.clashes) == (first.revision, {})
    assert Draft.select().count() == 1


def test_what_is_no_answer_is_not_kept() -> None:
    save({"phone": "0912", "csrf_token": "x", "draft_seen": "1", "Ô lạ": "y"})

    assert kept() == {"phone": "0912"}


def test_a_box_with_more_than_a_draft_holds_is_refused_whole() -> None:
    with pytest.raises(DraftTooLong):
        save({"abstract": "a" * 4001})


def test_a_form_without_an_id_of_its_own_is_refused() -> None:
    with pytest.raises(FormNotComplete):
        drafts.save("x", BIRTH, {"phone": "0912"}, by=AN, at=NOW)


# ── Two tabs ────────────────────────────────────────────────────────────────────────────────────────


def test_another_tab_is_told_what_it_does_not_show_yet() -> None:
    first = save({"applicant_name": "Nguyễn Thị Hoà"})
    save({"phone": "0912"}, seen=first.revision)

    told = save({"address": "Thôn Bắc Hải"}, seen=first.revision)

    assert told.news == {"phone": "0912"}
    assert kept()["address"] == "Thôn Bắc Hải"


def test_a_field_changed_in_another_tab_is_not_overwritten() -> None:
    first = save({"phone": "0912"})
    save({"phone": "0913"}, seen=first.revision)

    told = save({"phone": "0914"}, seen=first.revision)

    assert told.clashes == {"phone": "0913"}
    assert kept() == {"phone": "0913"}


def test_after_the_officer_has_seen_it_the_field_is_hers_to_change() -> None:
    first = save({"phone": "0912"})
    other = save({"phone": "0913"}, seen=first.revision)

    told = save({"phone": "0914"}, seen=other.revision)

    assert told.clashes == {}
    assert kept() == {"phone": "0914"}


# ── The end of a draft ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "verb",
    [intake.receive, intake.register, lambda *a, **k: intake.refuse(*a, reason="Sai nơi", **k)],
    ids=["received", "written-down", "refused"],
)
def test_the_draft_goes_when_its_dossier_is_written_down(verb: Callable[..., str]) -> None:
    save({"phone": "0912"})

    verb(form(1), by=AN, at=NOW)

    assert Draft.select().count() == 0


def test_a_dossier_that_could_not_be_written_leaves_its_draft() -> None:
    save({"phone": "0912"})

    with pytest.raises(FormNotComplete):
        intake.receive(form(1, applicant_name=""), by=AN, at=NOW)

    assert kept() == {"phone": "0912"}


def test_a_save_that_comes_after_the_reception_makes_no_draft() -> None:
    intake.receive(form(1), by=AN, at=NOW)

    with pytest.raises(DraftReceived):
        save({"phone": "0912"})

    assert Draft.select().count() == 0


def test_a_dossier_written_down_may_be_typed_on() -> None:
    intake.register(form(1), by=AN, at=NOW)

    save({"phone": "0912"})

    assert kept() == {"phone": "0912"}


# ── In whose hand ───────────────────────────────────────────────────────────────────────────────────


def test_a_draft_given_away_lies_with_the_colleague(hoa: Officer) -> None:
    save({"applicant_name": "Nguyễn Thị Hoà"})

    name = drafts.give(ID, to_username="hoa", by=AN, at=LATER)

    row = queries.of(hoa, LATER)[0]
    assert (name, row.person, row.given_by, row.given_at) == (
        hoa.name, "Nguyễn Thị Hoà", AN.name, LATER,
    )  # fmt: skip
    assert queries.of(AN, LATER) == []


def test_a_page_still_open_cannot_type_into_a_draft_given_away(hoa: Officer) -> None:
    save({"phone": "0912"})
    drafts.give(ID, to_username="hoa", by=AN, at=LATER)

    with pytest.raises(DraftElsewhere) as no:
        save({"phone": "0913"}, seen=1)

    assert no.value.facts["holder"] == "Ngô Thị Hoa"


def test_a_colleague_may_go_on_with_it(hoa: Officer) -> None:
    save({"phone": "0912"})

    drafts.take(ID, by=hoa, at=LATER)

    assert queries.one(ID, hoa).values == {"phone": "0912"}
    assert queries.of(hoa, LATER)[0].given_by == AN.name


@pytest.mark.parametrize("to", ["binh", "dung", "nobody", ""])
def test_it_is_given_only_to_who_receives_at_this_office(to: str) -> None:
    save({"phone": "0912"})

    with pytest.raises(NotADeskOfficer):
        drafts.give(ID, to_username=to, by=AN, at=LATER)


@pytest.mark.parametrize(
    "act",
    [
        lambda: drafts.take(ID, by=DUNG, at=LATER),
        lambda: drafts.drop(ID, by=DUNG, at=LATER),
        lambda: drafts.restore(ID, by=DUNG),
        lambda: save({"phone": "1"}, by=DUNG),
        lambda: queries.one(ID, DUNG),
    ],
    ids=["take", "drop", "restore", "save", "open"],
)
def test_another_office_cannot_touch_it(act: Callable[[], Any]) -> None:
    save({"phone": "0912"})

    with pytest.raises(NoSuchDraft):
        act()

    assert kept() == {"phone": "0912"}
    assert queries.of_colleagues(DUNG, LATER) == []


# ── The bin ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_dropped_draft_lies_in_the_bin_and_comes_back_whole() -> None:
    save({"phone": "0912"})

    drafts.drop(ID, by=AN, at=LATER)
    in_bin = queries.bin_of(AN, LATER)
    drafts.restore(ID, by=AN)

    assert [row.dropped_at for row in in_bin] == [LATER]
    assert kept() == {"phone": "0912"}
    assert queries.bin_of(AN, LATER) == []


@pytest.mark.parametrize(
    "act",
    [lambda: save({"phone": "1"}, seen=1), lambda: queries.one(ID, AN)],
    ids=["save", "open"],
)
def test_a_draft_in_the_bin_is_not_typed_on(act: Callable[[], Any]) -> None:
    save({"phone": "0912"})
    drafts.drop(ID, by=AN, at=LATER)

    with pytest.raises(DraftDropped):
        act()


def test_the_bin_keeps_thirty_days_and_no_longer() -> None:
    save({"phone": "0912"})
    drafts.drop(ID, by=AN, at=NOW)

    day_thirty = drafts.empty_bin(at=NOW + timedelta(days=30))
    day_after = drafts.empty_bin(at=NOW + timedelta(days=30, seconds=1))

    assert (day_thirty, day_after) == (0, 1)
    assert Draft.select().count() == 0


def test_a_draft_on_the_desk_is_never_thrown_away() -> None:
    save({"phone": "0912"})

    drafts.empty_bin(at=NOW + timedelta(days=400))

    assert kept() == {"phone": "0912"}


def test_no_refusal_of_a_draft_tells_whose_matter_it_is(hoa: Officer) -> None:
    save({"applicant_name": "Nguyễn Thị Hoà"})
    drafts.give(ID, to_username="hoa", by=AN, at=LATER)

    with pytest.raises(Refusal) as no:
        queries.one(ID, AN)

    assert "Nguyễn" not in str(no.value)
