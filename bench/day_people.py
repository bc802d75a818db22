"""Who works on the measured day: An at the counter, Bình with the cases, Chi who signs. Each through the real pages."""

import queue
import re
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count, cycle
from urllib.parse import quote, urlencode, urlsplit

from bench import intake
from bench.forms import Form
from bench.visitor import Answer, Asks, Visitor

PROCEDURES = cycle(("2.000815@1", "1.010405@1", "1.001193@1"))
TYPED = {"2.000815@1": "chung thuc", "1.010405@1": "mai tang", "1.001193@1": "ks"}
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Hồ", "Ngô")
GIVEN = ("Thị Hoà", "Văn Đạt", "Thị Mỹ Lệ", "Quốc Khánh", "Thị Thuý", "Đình Lộc", "Thị Ngọc Ánh")
REST_SECONDS = 0.2
"""Between two pages of one officer: a day of eight hours in four minutes."""
TOGETHER = 5
"""So many are signed at once, after the preview."""
DOSSIER = re.compile(r"/ho-so/[0-9a-f]{32}")
CODE = re.compile(r"\bH\d{2}(?:\.\w+)+-\d{6}-\d{4,}")
AROUND_AN = (
    ("danh sách", "/ho-so"),
    ("hàng việc", "/viec/cho-tra"),
    ("bàn làm việc", "/"),
    ("lịch hẹn", "/lich-hen"),
    ("sổ theo dõi", "/so-theo-doi"),
    ("thu phí trong ngày", "/thu-phi"),
    ("bàn giao", "/ban-giao"),
    ("hàng việc", "/viec/hom-nay"),
    ("nháp của tôi", "/nhap"),
    ("công dân", "/cong-dan"),
    ("phiếu hết ca", "/het-ca"),
    ("việc chạy nền", "/cong-viec"),
)
AROUND_BINH = (
    ("hàng việc", "/viec/viec-cua-toi"),
    ("danh sách", "/ho-so?trang-thai=processing"),
    ("hàng việc", "/viec/qua-han"),
    ("bàn làm việc", "/"),
)


@dataclass
class Day:
    """What was measured, by page, and what lies on whose desk."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    taken_in: int = 0
    steps: int = 0
    seconds: float = 0.0
    memory: int = 0
    for_binh: "queue.Queue[str]" = field(default_factory=queue.Queue)
    for_chi: "queue.Queue[str]" = field(default_factory=queue.Queue)
    for_an: "queue.Queue[str]" = field(default_factory=queue.Queue)

    @property
    def told(self) -> str:
        return (
            f"{self.taken_in} lần tiếp nhận và {self.steps} bước xử lý trong {self.seconds:.0f} s, "
            f"bộ nhớ {self.memory / 2**20:.0f} MiB."
        )

    def work(self, people: "Sequence[Officer]") -> None:
        with ThreadPoolExecutor(len(people)) as office:
            for done in [office.submit(each.work) for each in people]:
                done.result()


class Timed(Visitor):
    """A visitor whose answers count, and must be good ones."""

    def __init__(self, address: str, username: str, password: str, day: Day) -> None:
        super().__init__(address)
        self.sign_in(username, password)
        self.password = password
        self._day = day

    def open(self, what: str, path: str, *, asks: Asks = "page") -> Answer:
        return self._counted(what, self.get(path, asks=asks))

    def send(
        self, what: str, path: str, values: list[tuple[str, str]], *, asks: Asks = "page"
    ) -> Answer:
        return self._counted(what, self.post(path, values, asks=asks))

    def press(self, what: str, page: Answer, form: Form, **answers: str) -> Answer:
        if "password_again" in form.kinds:
            answers["password_again"] = self.password
        return self._counted(what, self.submit(page, form, form.filled(**answers)))

    def _counted(self, what: str, answer: Answer) -> Answer:
        if answer.status != 200:
            raise RuntimeError(f"{what}: {answer.url} answered {answer.status}")
        self._day.times[what].append(answer.seconds)
        time.sleep(REST_SECONDS)
        return answer


class Officer(ABC):
    """Someone with a screen; `looks` is what they open between two dossiers."""

    around: tuple[tuple[str, str], ...] = ()

    def __init__(self, day: Day, screen: Timed, dossiers: int) -> None:
        self.day = day
        self.screen = screen
        self.dossiers = dossiers
        self._around = cycle(self.around) if self.around else None

    @abstractmethod
    def work(self) -> None:
        """The whole day, dossier by dossier."""

    def look_around(self) -> None:
        """One page of the office, and the lamps that ask every twenty seconds."""
        if self._around:
            self.screen.open(*next(self._around))
        self.screen.open("đèn", "/den", asks="part")

    def step(self, address: str, slug: str, **answers: str) -> None:
        """The dialog of a step, and doing it."""
        page = self.screen.open("hộp của một bước", f"{address}/buoc/{slug}")
        form = _to(page, f"/buoc/{slug}")
        self.done(self.screen.press("làm một bước", page, form, **answers), address)

    def done(self, page: Answer, address: str) -> None:
        if urlsplit(page.url).path != address:
            raise RuntimeError(f"a step of {address} ended at {page.url}")
        self.day.steps += 1


# ── At the counter ──────────────────────────────────────────────────────────────────────────────────


class An(Officer):
    around = AROUND_AN
    people = count(0)

    def work(self) -> None:
        for _ in range(self.dossiers):
            self.day.for_binh.put(self.take_in())
            self.look_around()
            self.hand_over_what_is_there()
        while self.day.steps < 4 * self.dossiers:
            self.hand_over(self.day.for_an.get(timeout=60))

    def take_in(self) -> str:
        """Typed letter by letter, the card scanned, drafts saved, checked, received, printed: its address."""
        procedure = next(PROCEDURES)
        self.screen.open("chọn thủ tục", "/tiep-nhan")
        for letters in _typed(TYPED[procedure]):
            self.screen.open("gõ tìm thủ tục", f"/tiep-nhan?tim={quote(letters)}", asks="part")
        page = self.screen.open("biểu mẫu", f"/tiep-nhan/{procedure}")
        form = intake.with_field(page, "dossier_id")
        answers = self.fill(procedure, form)
        page = self.screen.press("trang kiểm tra", page, form, **answers)
        form = intake.with_field(page, "dossier_id")
        page = self.screen.press(
            "tiếp nhận, ra giấy in", page, form, reason=intake.REASON, then="print"
        )
        form = _to(page, "/xac-nhan")
        self.screen.press("bản in rõ", page, form, answer="ro")
        self.day.taken_in += 1
        return _address(page)

    def fill(self, procedure: str, form: Form) -> dict[str, str]:
        """What the scripts of the form ask while it is typed."""
        answers = intake.answers(form) | self.citizen() | _own(form)
        self.screen.send(
            "quét thẻ", f"/tiep-nhan/{procedure}/quet",
            form.filled(scan=_card(answers)), asks="data",
        )  # fmt: skip
        names, draft, seen = list(answers), dict(form.values)["dossier_id"], "0"
        for upto in range(3, len(names), 4):
            typed = {name: answers[name] for name in names[: upto + 1]}
            beside = {"procedure_id": procedure, "draft_seen": seen, "last": names[upto]}
            sent = [(name, typed[name]) for name in names[max(0, upto - 3) : upto + 1]]
            token = [("csrf_token", dict(form.values)["csrf_token"])]
            told = self.screen.send(
                "lưu nháp", f"/nhap/{draft}", [*sent, *beside.items(), *token], asks="data"
            )
            seen = re.findall(r'"revision":\s*(\d+)', told.text)[0]
            self.screen.send(
                "cột bên cạnh", f"/tiep-nhan/{procedure}/tinh", form.filled(**typed), asks="part"
            )
        return {**answers, "draft_seen": seen}

    def citizen(self) -> dict[str, str]:
        n = next(self.people)
        name = f"{FAMILIES[n % len(FAMILIES)]} {GIVEN[n % len(GIVEN)]}"
        return {"applicant_name": name, "birth_date": f"{1 + n % 28:02}/03/1985"}

    def hand_over_what_is_there(self) -> None:
        while True:
            try:
                self.hand_over(self.day.for_an.get_nowait())
            except queue.Empty:
                return

    def hand_over(self, address: str) -> None:
        """The citizen is back with the receipt: its code finds the dossier."""
        page = self.screen.open("một hồ sơ", address)
        code = CODE.search(page.text)
        if code is None:
            raise RuntimeError(f"{address} has no code")
        self.screen.open("tìm", f"/ho-so?{urlencode({'q': code[0]})}")
        self.step(address, "tra-ket-qua")


# ── Behind it ───────────────────────────────────────────────────────────────────────────────────────


class Binh(Officer):
    around = AROUND_BINH

    def work(self) -> None:
        for _ in range(self.dossiers):
            address = self.day.for_binh.get(timeout=60)
            self.screen.open("hàng việc", "/viec/moi-tiep-nhan")
            page = self.screen.open("một hồ sơ", address)
            form = _to(page, "/buoc/thu-ly")
            self.done(self.screen.press("làm một bước", page, form), address)
            self.screen.open("phiếu kiểm soát", f"{address}/in/kiem-soat")
            self.step(address, "trinh-duyet", outcome="granted", content="Đủ điều kiện.")
            self.day.for_chi.put(address)
            self.look_around()


class Chi(Officer):
    """Every other dossier she opens; the rest she signs together after the preview."""

    around = (("hàng việc", "/viec/cho-ky"), ("chờ ký", "/ky"), ("bàn làm việc", "/"))

    def work(self) -> None:
        together: list[str] = []
        for n in range(self.dossiers):
            address = self.day.for_chi.get(timeout=60)
            if n % 2:
                together.append(address)
            else:
                self.screen.open("một hồ sơ", address)
                self.step(address, "duyet")
                self.day.for_an.put(address)
            if len(together) == TOGETHER or n == self.dossiers - 1:
                self.sign(together)
                together = []
            self.look_around()

    def sign(self, addresses: list[str]) -> None:
        if not addresses:
            return
        chosen = [("ho-so", address.rpartition("/")[2]) for address in addresses]
        page = self.screen.open("xem trước khi ký", f"/ky/xem-truoc?{urlencode(chosen)}")
        page = self.screen.press("ký nhiều hồ sơ", page, _to(page, "/ky"))
        if "Đã duyệt" not in page.text:
            raise RuntimeError(f"{len(addresses)} dossiers were not signed")
        self.day.steps += len(addresses)
        for address in addresses:
            self.day.for_an.put(address)


def _to(page: Answer, end: str) -> Form:
    """The form of the page that posts to an address with this end."""
    for form in page.forms():
        if form.method == "post" and urlsplit(form.action).path.endswith(end):
            return form
    raise RuntimeError(f"{page.url} has no form to {end}")


def _address(page: Answer) -> str:
    found = DOSSIER.search(page.url)
    if found is None:
        raise RuntimeError(f"{page.url} is no dossier")
    return found[0]


def _typed(words: str) -> list[str]:
    """What the search box asks while fingers fly: some beginnings, and the whole."""
    return [words[:n] for n in range(2, len(words), 3)] + [words]


def _own(form: Form) -> dict[str, str]:
    """Something in each box of the procedure's own that must have it."""
    return {
        name: "01/03/2019" if "_on" in name or "date" in name else "Như tờ khai"
        for name in form.required
        if name.startswith("own-")
    }


def _card(answers: dict[str, str]) -> str:
    day, month, year = answers["birth_date"].split("/")
    return (
        f"{answers['id_no']}||{answers['applicant_name']}|{day}{month}{year}|Nam|"
        f"{answers['address']}, Thạch Hải, Thạch Hà, Hà Tĩnh|10042021"
    )
