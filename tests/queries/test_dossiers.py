"""What officers see: lists, searches, pages of a dossier; another commune sees nothing of it."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import database
from app.domain.refusals import NoSuchDossier
from app.domain.results import ResultDraft
from app.models.dossiers import Dossier
from app.queries import dossiers as queries
from app.queries.dossiers import Filters
from app.queries.filters import NAMES
from app.services import dossiers
from tests.town import AN, BINH, CHI, COPIES, DUNG, FUNERAL, GIANG, HA, NOW, SHOP, form

pytestmark = pytest.mark.usefixtures("office")

HOUR = timedelta(hours=1)


def receive(number, at=NOW, by=AN, **answers):
    return dossiers.receive(form(number, **answers), by=by, at=at)


@pytest.fixture
def three():
    """The names in the order in which they came; the child of each is called otherwise."""
    child = {"child_name": "Lê Bảo Ngọc"}
    receive(1, own=child, applicant_name="Nguyễn Thị Hoà", phone="0912345678", id_no="042190000123")
    receive(
        2, NOW + HOUR, own=child, applicant_name="Đặng Văn Đức", phone="0987654321", id_no="042190000456"
    )  # fmt: skip
    receive(
        3, NOW + 2 * HOUR, own=child, applicant_name="Nguyễn Thị Hòa", phone="0905111222", id_no=""
    )


def names(page):
    return [row.applicant_name for row in page.rows]


# ── Who sees what ───────────────────────────────────────────────────────────────────────────────────


def test_another_commune_sees_nothing_in_lists_and_searches(three):
    assert queries.page(DUNG, now=NOW).rows == []
    assert queries.search("nguyen", DUNG, now=NOW).rows == []
    assert queries.search("H27.35.03-190524-0001", DUNG, now=NOW).rows == []
    assert queries.open_alike("042190000123", "1.001193", DUNG, now=NOW) == []
    assert {queue.count for queue in queries.queues(DUNG, NOW)} == {0}
    assert queries.nearest_due(DUNG, NOW) is None


def test_for_another_commune_the_dossier_does_not_exist(three):
    with pytest.raises(NoSuchDossier):
        queries.one(form(1).dossier_id, DUNG, now=NOW)


def test_the_district_sees_the_dossiers_of_its_communes(three):
    assert len(queries.page(GIANG, now=NOW).rows) == 3
    assert queries.one(form(1).dossier_id, GIANG, now=NOW).code == "H27.35.03-190524-0001"


# ── One dossier ─────────────────────────────────────────────────────────────────────────────────────


def test_a_dossier_comes_with_the_words_around_it():
    row = queries.one(receive(1, procedure_id=FUNERAL), AN, now=NOW)

    assert (row.unit_name, row.status_label, row.tone) == ("Xã Thạch Hải", "Mới tiếp nhận", "info")
    assert (row.left_words, row.is_late, row.holds, row.is_open) == (
        "còn 6 ngày",
        False,
        True,
        True,
    )
    assert (row.channel_label, row.return_mode_label) == ("Trực tiếp", "Nhận tại một cửa")


def test_a_dossier_above_says_where_it_is():
    dossier_id = receive(1, procedure_id=FUNERAL)
    dossiers.forward_up(dossier_id, by=AN, at=NOW)

    assert queries.one(dossier_id, AN, now=NOW).status_label == "Đã chuyển huyện"
    assert queries.one(dossier_id, GIANG, now=NOW).status_label == "Mới chuyển lên, chờ nhận"
    dossiers.accept_forward(dossier_id, by=GIANG, at=NOW)
    dossiers.take_up(dossier_id, by=HA, at=NOW)
    assert queries.one(dossier_id, AN, now=NOW).status_label == "Đang thụ lý tại huyện Thạch Hà"


def test_a_late_dossier_says_by_how_much():
    row = queries.one(receive(1), AN, now=NOW + timedelta(days=4))

    assert (row.left_words, row.is_late) == ("quá 2 ngày", True)


def test_very_late_is_said_roughly():
    assert (
        queries.one(receive(1), AN, now=NOW + timedelta(days=900)).left_words == "quá hơn 4 tháng"
    )


def test_a_resolved_dossier_says_how_the_result_stood_against_its_date():
    dossier_id = receive(1)
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    dossiers.submit_for_approval(dossier_id, draft=ResultDraft("granted"), by=BINH, at=NOW)
    dossiers.approve(dossier_id, by=CHI, at=NOW + timedelta(days=3))

    row = queries.one(dossier_id, AN, now=NOW + timedelta(days=9))
    assert (row.left, row.left_words, row.is_late) == (None, "quá hạn", True)


def test_the_buttons_are_the_steps_of_this_officer():
    row = queries.one(receive(1), AN, now=NOW)

    offered = [step.button for step in queries.steps_for(row, AN, now=NOW)]
    assert offered == [
        "Phân công", "Chuyển lên huyện", "Cho ý kiến", "Đổi miễn, giảm", "Công dân rút hồ sơ",
    ]  # fmt: skip
    assert queries.steps_for(row, GIANG, now=NOW) == []


def test_papers_results_and_lines_belong_to_the_dossier():
    dossier_id = receive(1)
    receive(2)
    dossiers.take_up(dossier_id, by=BINH, at=NOW)
    dossiers.submit_for_approval(dossier_id, draft=ResultDraft("granted"), by=BINH, at=NOW)

    assert [paper.document_code for paper in queries.papers(dossier_id)] == [
        "declaration", "birth-proof",
    ]  # fmt: skip
    assert queries.lines(dossier_id) == 3
    assert queries.results(dossier_id) == []
    assert queries.draft(dossier_id, CHI).outcome == "granted"
    dossiers.approve(dossier_id, by=CHI, at=NOW)
    assert [result.outcome for result in queries.results(dossier_id)] == ["granted"]
    assert queries.draft(dossier_id, CHI) is None


def test_an_open_dossier_of_the_same_person_and_procedure_is_named(three):
    alike = queries.open_alike("042190000123", "1.001193", AN, now=NOW)

    assert [row.code for row in alike] == ["H27.35.03-190524-0001"]
    dossiers.withdraw(form(1).dossier_id, reason="Xin rút.", by=AN, at=NOW + 3 * HOUR)
    assert queries.open_alike("042190000123", "1.001193", AN, now=NOW) == []
    assert queries.open_alike("", "1.001193", AN, now=NOW) == []


def test_the_desk_is_offered_what_it_receives_most(three):
    receive(4, NOW + 3 * HOUR, procedure_id=COPIES, quantities={"page": 1})

    assert queries.usual_procedures(AN, NOW + 4 * HOUR) == ["1.001193", "2.000815"]


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_begins_with_the_latest(three):
    assert names(queries.page(AN, now=NOW)) == ["Nguyễn Thị Hòa", "Đặng Văn Đức", "Nguyễn Thị Hoà"]


def test_what_is_not_received_yet_stands_first(three):
    dossiers.register(form(4, applicant_name="Lê Thị Mới"), by=AN, at=NOW)

    assert names(queries.page(AN, now=NOW))[0] == "Lê Thị Mới"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_pages_follow_each_other_without_a_gap_forward_and_back(size):
    # Several in the same second, so that the time alone cannot tell them apart.
    for number in range(1, 8):
        receive(number, NOW + HOUR * (number // 3), applicant_name="Lê " + "A" * number)
    whole = names(queries.page(AN, now=NOW))

    forward = [queries.page(AN, size=size, now=NOW)]
    while key := forward[-1].next_key:
        forward.append(queries.page(AN, after=key, size=size, now=NOW))
    back = [forward[-1]]
    while key := back[-1].previous_key:
        back.append(queries.page(AN, after=key, size=size, now=NOW))

    assert [name for page in forward for name in names(page)] == whole
    assert [name for page in reversed(back) for name in names(page)] == whole
    assert forward[0].previous_key is None


@pytest.mark.parametrize("key", ["", "x", "a~~", "a~2019~x", "b~'; DROP~1", "a~2019~" + "9" * 40])
def test_a_key_that_is_none_means_the_first_page(three, key):
    assert len(queries.page(AN, after=key, now=NOW).rows) == 3


def test_an_empty_list_says_so():
    assert queries.page(AN, now=NOW).words == "Không có hồ sơ nào."


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(status="processing"), {2}),
        (Filters(procedure="1.001612"), {3}),
        (Filters(holder="binh"), {2}),
        (Filters(holder="binh@18571"), {2}),
        (Filters(unit="18604"), set()),
        (Filters(received_from=date(2019, 5, 25)), {3}),
        (Filters(received_to=date(2019, 5, 24)), {1, 2}),
        (Filters(received_from=date(2019, 5, 24), received_to=date(2019, 5, 25)), {1, 2, 3}),
        (Filters(received_from=date.min, received_to=date.max), {1, 2, 3}),
        (Filters(queue="viec-cua-toi"), set()),
        (Filters(queue="no-such-queue"), set()),
        (Filters(text="nguyen", status="received"), {1, 3}),
        (Filters(text="nguyen", queue="moi-tiep-nhan"), {1, 3}),
    ],
)
def test_filters_leave_what_fits(filters, found):
    receive(1)
    receive(2)
    receive(3, NOW + timedelta(days=1), procedure_id=SHOP)
    dossiers.take_up(form(2).dossier_id, by=BINH, at=NOW)

    rows = queries.page(AN, filters, now=NOW).rows
    assert {row.id for row in rows} == {form(n).dossier_id for n in found}


def test_filters_are_read_from_the_address_and_written_back():
    args = {"trang-thai": "processing", "thu-tuc": "1.001193", "tu": "01/05/2019", "tim": "hoà"}

    filters = Filters.from_args(args)

    assert (filters.status, filters.received_from) == ("processing", date(2019, 5, 1))
    assert Filters.from_args(filters.to_args()) == filters
    assert filters.faults == {}
    assert not Filters.from_args({})


def test_filters_name_what_they_do_not_understand_and_leave_it_out():
    filters = Filters.from_args({"trang-thai": "gone", "tu": "32/1/2019", "den": "hôm nay"})

    assert set(filters.faults) == {"status", "received_from", "received_to"}
    assert not filters


# ── Searching ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen thi hoa", {1, 3}),
        ("NGUYỄN", {1, 3}),
        ("hoa nguyen", {1, 3}),
        ("ngu", {1, 3}),
        ("dang", {2}),
        ("Đặng Đức", {2}),
        ("duc ngu", set()),
        ("0001", {1}),
        ("2", {2}),
        ("190524", {1, 2, 3}),
        ("190524-0003", {3}),
        ("H27.35.03-190524-0003", {3}),
        ("h27.35.03-190524-0003", {3}),
        ("0987654321", {2}),
        ("0987", {2}),
        ("042190000123", {1}),
        ("", set()),
        ("  - ' ", set()),
    ],
)
def test_it_finds_by_name_code_phone_and_identity_number(three, text, found):
    rows = queries.search(text, AN, now=NOW).rows

    assert {row.id for row in rows} == {form(n).dossier_id for n in found}


def test_the_newest_stands_first_but_an_exact_marked_name_before_all(three):
    assert names(queries.search("nguyen thi hoa", AN, now=NOW)) == [
        "Nguyễn Thị Hòa", "Nguyễn Thị Hoà",
    ]  # fmt: skip
    assert names(queries.search("nguyễn thị hoà", AN, now=NOW)) == [
        "Nguyễn Thị Hoà", "Nguyễn Thị Hòa",
    ]  # fmt: skip


def test_a_corrected_name_is_found_under_the_new_one_alone(three):
    from sync import journal

    journal.record("dossier", form(2).dossier_id, by=AN, at=NOW, applicant_name="Lê Văn Đức")

    assert names(queries.search("le van", AN, now=NOW)) == ["Lê Văn Đức"]
    assert queries.search("dang van", AN, now=NOW).rows == []


def test_search_goes_on_by_pages(three):
    first = queries.search("nguyen", AN, size=1, now=NOW)
    second = queries.search("nguyen", AN, after=first.next_key, size=1, now=NOW)

    assert names(first) + names(second) == ["Nguyễn Thị Hòa", "Nguyễn Thị Hoà"]
    assert second.next_key is None
    assert names(queries.search("nguyen", AN, after=second.previous_key, size=1, now=NOW)) == names(
        first
    )


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.text(alphabet="\"'*():^-+{}~\\|&!<>NEAROT ANDđ0%_\x00;", max_size=40),
    )
)
def test_no_text_that_is_typed_ever_breaks_the_search(office, text):
    queries.search(text, AN, now=NOW)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(args=st.dictionaries(st.sampled_from(sorted(NAMES.values())), st.text(max_size=30)))
def test_no_address_that_is_typed_ever_breaks_the_list(office, args):
    queries.page(AN, Filters.from_args(args), now=NOW)


def test_an_own_answer_finds_the_dossier_for_those_who_may_see_it():
    receive(1, own={"child_name": "Trần Đức Quỳnh Lâm"})

    found = [len(queries.search("duc quynh", by, now=NOW).rows) for by in (AN, DUNG)]

    assert found == [1, 0]


def test_a_dossier_of_before_is_found_by_its_own_answers_too():
    receive(1, own={"child_name": "Trần Đức Quỳnh Lâm"})
    derived = Dossier.get().search_text
    Dossier.update(search_text=derived.removesuffix(" tran duc quynh lam")).execute()
    before = len(queries.search("duc quynh", AN, now=NOW).rows)

    import_module("app.migrations.0020_batches").find_own_answers(database.database.obj)

    assert (before, Dossier.get().search_text) == (0, derived)
    assert len(queries.search("duc quynh", AN, now=NOW).rows) == 1
