"""A bundle is asked for once, made once, and says nothing of a citizen."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from app.domain.refusals import NoSuchMachine
from app.queries import diagnostics as questions
from app.services import diagnostics, dossiers
from sync import blobs
from tests.town import AN, DISTRICT, FUNERAL, GIANG, NOW, form, town

CITIZEN = "Lương Thị Tuyết Nhung"
LOG = f"2019-05-24 09:00:00,000 ERROR app.x could not print '{CITIZEN}'\n"


@pytest.fixture
def log_file(town_url: str, tmp_path: Path):
    with town(town_url):
        blobs.use(tmp_path)
        file = tmp_path / "motcua.log"
        file.write_text(LOG, "utf-8")
        yield file


def test_what_is_asked_twice_is_made_once_without_anybodys_data(log_file: Path) -> None:
    dossiers.receive(form(1, applicant_name=CITIZEN, procedure_id=FUNERAL), by=AN, at=NOW)
    diagnostics.ask(DISTRICT, "máy chậm", by=GIANG, at=NOW)
    diagnostics.ask(DISTRICT, "máy rất chậm", by=GIANG, at=NOW)

    made = diagnostics.make_all({"program": "0.2.0"}, log_file, at=NOW)
    again = diagnostics.make_all({}, log_file, at=NOW)

    assert (made, again) == (1, 0)
    (known,) = questions.of(DISTRICT)
    stream, _ = questions.file(known.id)
    with stream, zipfile.ZipFile(io.BytesIO(stream.read())) as whole:
        told = json.loads(whole.read("thong-tin.json"))
        log = whole.read("nhat-ky.txt").decode()
        every = b"".join(map(whole.read, whole.namelist())).decode()
    assert told["facts"] == {"program": "0.2.0"}
    assert told["counts"]["operation"] > 0
    assert told["integrity"] in ("ok", "not checked: PostgreSQL")
    assert not [part for part in CITIZEN.split() if part in every]
    assert log == "2019-05-24 09:00:00,000 ERROR app.x could not print …\n"


def test_only_an_office_that_has_joined_is_asked(log_file: Path) -> None:
    with pytest.raises(NoSuchMachine):
        diagnostics.ask("99999", "", by=GIANG, at=NOW)
