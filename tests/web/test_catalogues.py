"""The catalogue's next version at the top: drafted, checked, published from a day, put off or taken back."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import chain

import pytest

from app import clock
from app.catalogue import procedures as shipped
from app.domain.catalogues import CatalogueState, Change, compare, states
from app.domain.procedure_boxes import content_of
from app.domain.procedure_check import faults
from app.domain.refusals import DraftClosed
from app.jobs import work_off
from app.models.catalogues import CatalogueVersion
from app.models.procedures import Procedure
from app.queries import catalogues as questions
from app.queries import officers, procedures
from app.services import catalogue_publishing as publishing
from app.services import catalogues as services
from sync import journal
from tests.catalogues import content, many
from tests.web.conftest import PASSWORD
from tests.web.counter import SignedIn, main

BIRTH = "1.001193"
DRAFT = "/thu-tuc/ban/nhap"


def today():
    return clock.local(clock.now()).date()


def day_words(days):
    return f"{today() + timedelta(days=days):%d/%m/%Y}"


@pytest.fixture
def quang(signed_in: SignedIn):
    return signed_in("quang")


def boxes_of(page):
    """What a browser would send back of the editor as it stands."""
    typed = {}
    for name, value in re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"', page):
        is_box = (
            f'name="{name}" value="{value}" checked' in page
            or 'type="checkbox"' not in tag_of(page, name, value)
        )
        if is_box:
            typed.setdefault(name, []).append(value)
    for name, inside in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S
    ):
        typed[name] = inside
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        typed[name] = chosen[1] if chosen else ""
    return typed


def tag_of(page, name, value):
    return next(
        tag
        for tag in re.findall(r"<input[^>]*>", page)
        if f'name="{name}"' in tag and f'value="{value}"' in tag
    )


def edit(browser, code=BIRTH, **changes):
    """Open the procedure in the draft, change some boxes, save."""
    browser.post(DRAFT, data={"code": code})
    typed = boxes_of(main(browser.get(f"{DRAFT}/sua/{code}").text))
    return browser.post(f"{DRAFT}/sua/{code}", data={**typed, "viec": "luu", **changes})


def publish(browser, days=3, **changes):
    page = main(browser.get(f"{DRAFT}/phat-hanh").text)
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    form = {
        "seen": seen,
        "starts_on": day_words(days),
        "decision": "427/QĐ-UBND",
        "looked": "1",
        "password_again": PASSWORD,
        **changes,
    }
    answer = browser.post(f"{DRAFT}/phat-hanh", data=form)
    if answer.status_code == 303:
        work_off(browser.application.extensions["motcua"]["instance"])
    return answer


def published(browser, days=3):
    """Publish the draft; the address of the version."""
    publish(browser, days)
    return f"/thu-tuc/ban/{questions.next_number() - 1}"


SHORTER = {"duration_value": "3", "duration_unit": "working_days", "viec": "xoa-papers-0"}


def test_saving_the_editor_as_it_stands_changes_nothing(quang):
    edit(quang)

    assert questions.edits() == []


def test_an_edit_goes_from_draft_to_the_day_it_is_in_force(quang):
    edit(quang, **SHORTER)
    page = main(quang.get(f"{DRAFT}/phat-hanh").text)
    number = published(quang).rpartition("/")[2]

    assert "Giấy tờ bỏ:" in page
    assert procedures.latest(BIRTH, today()).version == 1
    later = procedures.latest(BIRTH, today() + timedelta(days=3))
    assert (later.version, later.duration_value) == (int(number), 3)
    assert "3 ngày làm việc" in main(quang.get(f"/thu-tuc/ban/{number}").text)
    assert f"bản {number}" in main(quang.get(f"/thu-tuc/{BIRTH}").text)


def test_a_row_is_added_and_what_is_typed_stays_with_its_faults(quang):
    answer = edit(quang, duration_value="ba", viec="them-papers")
    page = main(quang.get(answer.headers["Location"]).text)

    assert 'value="ba"' in page
    assert "Thời hạn giải quyết phải là số" in page
    assert page.count('name="papers-') > 7 * len(procedures.latest(BIRTH, today()).papers)


def test_what_has_faults_is_not_published(quang):
    edit(quang, name="")

    answer = publish(quang)

    assert answer.status_code == 422
    assert "Còn 1 thủ tục có chỗ cần sửa" in main(answer.text)
    assert CatalogueVersion.select().count() == 0


def test_two_admins_publish_at_once_and_one_reads_who_won(quang, signed_in):
    edit(quang, **SHORTER)
    by, seen, at = officers.one("quang").officer, questions.draft().revision, clock.now()
    one = {"title": "", "decision": "", "starts_on": today(), "seen": seen, "by": by, "at": at}
    services.publish(**one)

    with pytest.raises(DraftClosed) as no:
        services.publish(**one)

    assert "Hồ Văn Quang đã phát hành bản" in str(no.value)
    assert CatalogueVersion.select().count() == 1


def test_while_one_admins_publishing_waits_another_is_told_of_it(quang, monkeypatch):
    edit(quang, **SHORTER)
    told = {"title": "", "decision": "", "starts_on": today(), "seen": questions.draft().revision}
    colleague = replace(officers.one("quang").officer, username="tam", name="Lê Thị Tâm")
    publishing.ask_to_publish(**told, by=colleague, at=clock.now())

    answer = publish(quang)

    assert answer.status_code == 409
    assert "Lê Thị Tâm đã bấm phát hành bản nháp này" in answer.text


def test_a_draft_that_moved_is_looked_at_again(quang):
    edit(quang, **SHORTER)
    edit(quang, "2.000815", name="Chứng thực bản sao từ bản chính (sửa)")

    answer = publish(quang, seen="1")

    assert answer.status_code == 409
    assert "Hãy xem lại các thay đổi" in answer.text


def test_a_stale_editor_is_told_who_came_before(quang):
    edit(quang, **SHORTER)

    answer = edit(quang, seen="-1", name="Khác")

    assert answer.status_code == 409
    assert "Hồ Văn Quang vừa sửa thủ tục này" in main(answer.text)


def test_publishing_asks_for_the_pin_again(quang):
    edit(quang, **SHORTER)

    answer = publish(quang, password_again="1234")

    assert answer.status_code == 422
    assert CatalogueVersion.select().count() == 0


def test_a_retired_procedure_ends_and_its_code_is_not_given_again(quang):
    quang.post(f"{DRAFT}/ngung/{BIRTH}")
    publish(quang, days=0)
    quang.post(DRAFT)

    again = quang.post(f"{DRAFT}/them", data={"code": BIRTH})

    assert procedures.latest(BIRTH, today()) is None
    assert procedures.latest(BIRTH, today() - timedelta(days=1)).version == 1
    assert "không tiếp nhận hồ sơ mới" in main(quang.get(f"/thu-tuc/{BIRTH}").text)
    assert "Mã đã dùng không cấp lại" in main(again.text)


def test_a_version_is_put_off_then_cancelled_before_its_day(quang):
    edit(quang, **SHORTER)
    quang.post(f"{DRAFT}/ngung/2.000815")
    url = published(quang, days=3)

    quang.post(f"{url}/hoan", data={"starts_on": day_words(9), "password_again": PASSWORD})
    put_off = [
        procedures.latest(code, today() + timedelta(days=5)).version for code in (BIRTH, "2.000815")
    ]
    quang.post(f"{url}/huy", data={"reason": "Quyết định bị thu hồi", "password_again": PASSWORD})
    after = [
        procedures.latest(code, today() + timedelta(days=50)).version
        for code in (BIRTH, "2.000815")
    ]

    assert (put_off, after) == ([1, 1], [1, 1])
    assert "Quyết định bị thu hồi" in main(quang.get(url).text)
    assert Procedure.select().where(Procedure.code == BIRTH).count() == 2


def test_a_version_in_force_is_not_cancelled(quang):
    edit(quang, **SHORTER)
    url = published(quang, days=0)

    answer = quang.post(f"{url}/huy", data={"reason": "Nhầm", "password_again": PASSWORD})

    assert answer.status_code == 409
    assert "Hãy soạn bản mới để thay" in answer.text


def test_a_version_does_not_begin_before_the_one_before_it(quang):
    edit(quang, **SHORTER)
    publish(quang, days=5)
    edit(quang, "2.000815", name="Chứng thực bản sao (sửa)")

    answer = publish(quang, days=2)

    assert answer.status_code == 422
    assert "chọn ngày ấy hoặc sau đó" in main(answer.text)


def test_the_desk_reads_of_a_new_version_until_it_has_looked(quang, signed_in):
    edit(quang, **SHORTER)
    url = published(quang)
    an = signed_in("an")
    before = main(an.get("/").text)

    an.post(f"{url}/da-xem")

    assert "1 thủ tục đổi" in before
    assert "thủ tục đổi" not in main(an.get("/").text)


def test_a_newer_program_offers_its_catalogue_as_a_draft(quang):
    Procedure.update(own_fields=None, desk_certifies=None).where(Procedure.code == BIRTH).execute()

    notice = main(quang.get("/thu-tuc/ban").text)
    quang.post(f"{DRAFT}/chuong-trinh", data={"code": [BIRTH]})

    assert "Chương trình mới mang theo 1 thay đổi" in notice
    assert [(each.code, each.origin) for each in questions.edits()] == [(BIRTH, "program")]
    publish(quang, days=0)
    assert procedures.latest(BIRTH, today()).own_fields
    assert "Chương trình mới" not in main(quang.get("/thu-tuc/ban").text)


@pytest.mark.parametrize("username", ["an", "binh", "chi"])
def test_only_an_administrator_drafts(signed_in, username):
    browser = signed_in(username)

    assert (browser.post(DRAFT).status_code, browser.get("/thu-tuc/ban").status_code) == (403, 200)


# ── Rules ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_procedure_of_the_program_passes_its_own_check():
    assert [each.id for each in shipped() if faults(content_of(each.to_values()))] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"duration_value": 900}, "từ 1 đến 600"),
        ({"duration_value": 300, "duration_unit": "working_days"}, "quá dài"),
        ({"duration_value": None, "duration_unit": "days"}, "thiếu số"),
        ({"duration_value": 2, "duration_unit": "working_days", "legs": [
            {"holder": "commune", "agency": None, "value": 3, "unit": "working_days", "note": None}]}, "dài hơn"),
        ({"code": "1.01"}, "có dạng 1.001193"),
        ({"channels": ["fax"]}, "không hiểu “fax”"),
        ({"channels": []}, "Thiếu “Hình thức nộp”"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(changes, words):
    birth = next(each for each in shipped() if each.code == BIRTH)

    found = faults(content_of(birth.to_values()) | changes)

    assert any(words in each.words for each in found)


def test_the_newest_that_has_begun_is_in_force():
    day = today()
    versions = [
        (2, day, False),
        (3, day, True),
        (4, day, False),
        (5, day + timedelta(days=1), False),
    ]

    assert [each.value for each in states(versions, day).values()] == [
        CatalogueState.REPLACED, CatalogueState.CANCELLED, CatalogueState.IN_FORCE, CatalogueState.WAITING,
    ]  # fmt: skip


def test_a_shorter_time_reads_as_before_and_after():
    funeral = next(each for each in shipped() if each.code == "1.001669" or each.code == "1.010041")
    old = content_of(funeral.to_values()) | {"duration_value": 5, "duration_unit": "working_days"}

    assert compare(old, old | {"duration_value": 3}) == [
        Change("Thời hạn", "5 ngày làm việc", "3 ngày làm việc")
    ]


# ── On the wall ─────────────────────────────────────────────────────────────────────────────────────


def test_the_code_of_a_poster_tells_whether_it_still_holds(quang):
    edit(quang, **SHORTER)
    publish(quang, days=0)

    page = quang.get("/thu-tuc", query_string={"tim": f"{BIRTH}@1"}, follow_redirects=True)

    assert "Đây là bản 1, đã cũ" in main(page.text)


@pytest.mark.parametrize("size", ["a4", "a3", "the", "khac"])
def test_a_poster_carries_its_version_and_its_code(signed_in, size):
    page = main(signed_in("an").get(f"/thu-tuc/{BIRTH}/to-treo?kho={size}").text)

    assert "Bản 1</strong>, áp dụng từ 01/01/2019" in page
    assert f'aria-label="Mã QR {BIRTH}, bản 1"' in page
    assert "Giấy chứng sinh" in page


# ── Several hundred procedures ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def large(quang):
    """A draft of 300 new procedures, one that is changed and one that is to be mended."""
    by, at = officers.one("quang").officer, clock.now()
    edit(quang, **SHORTER)
    with journal.transaction():
        for each in many(300):
            services.write(services.open_draft(), None, each, by=by, at=at)
        services.write(services.open_draft(), None, content(999, name=""), by=by, at=at)
    return quang


def codes(page):
    return re.findall(r'<span class="second">([17]\.\d{6})', page)


def walk(browser, address):
    """The codes on every page of a list, page by page."""
    found = []
    while address:
        page = main(browser.get(address).text)
        found.append(codes(page))
        link = re.search(r'href="([^"]+)" rel="next"', page) or re.search(
            r'rel="next"[^>]*href="([^"]+)"', page
        )
        address = unescape(link[1]) if link else None
    return found


def test_a_large_draft_is_read_page_by_page_and_back(large):
    pages = walk(large, DRAFT)
    second = main(large.get(f"{DRAFT}?sau=a~{pages[0][-1].replace('.', '-')}~0").text)
    back = unescape(re.search(r'href="([^"]+)"[^>]*rel="prev"', second)[1])

    assert [len(each) for each in pages] == [50, 50, 50, 50, 50, 50, 2]
    assert list(chain(*pages)) == sorted(chain(*pages))
    assert codes(main(large.get(back).text)) == pages[0]


def test_a_draft_is_searched_and_what_is_to_be_mended_stands_together(large):
    by_name = main(large.get(f"{DRAFT}?tim=thu+thu+tuc+so").text)
    named = codes(main(large.get(f"{DRAFT}?tim=thu+tuc+thu+so+17").text))
    mended = main(large.get(f"{DRAFT}?loai=can-sua").text)

    assert "Không có thủ tục nào khớp “thu thu tuc so”" in by_name
    assert (named[0], len(named)) == ("7.000017", 11)
    assert codes(mended) == ["7.000999"]


def test_a_large_version_shows_what_is_changed_before_what_is_new(large):
    services.undo("7.000999")
    preview = main(large.get(f"{DRAFT}/phat-hanh").text)
    url = published(large, days=0)

    pages = walk(large, url)

    assert "Xem cả 300 thủ tục trong bản nháp" in preview
    assert len(codes(preview)) < 60
    assert pages[0][0] == BIRTH
    assert [len(each) for each in pages] == [50, 50, 50, 50, 50, 50, 1]
    assert codes(main(large.get(f"{url}?loai=changed").text)) == [BIRTH]
