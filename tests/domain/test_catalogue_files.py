"""The shape of a catalogue's file: what was written is read the same, and the documentation names every name."""

from pathlib import Path

from app.domain.catalogue_files import from_document, to_document
from app.domain.procedure_boxes import HEAD, PARTS
from tests.catalogues import content, many

DOCUMENTATION = Path(__file__).parents[2] / "docs/catalogue-files.md"


def test_what_is_written_is_read_the_same():
    contents = many(3)

    found = from_document(to_document(contents, {"Ban": 14}))

    assert [each.content for each in found.procedures] == contents
    assert [each for each in found.remarks if "DinhDang" in each] == []


def test_a_channel_that_is_no_number_of_the_list_is_kept_to_be_named():
    document = to_document([content(1)], {})
    document["DanhSachTTHC"][0]["HinhThucNop"] = [1, 7]

    assert from_document(document).procedures[0].content["channels"] == ["desk", "7"]


def test_the_documentation_names_every_name_of_the_file():
    told = DOCUMENTATION.read_text("utf-8")
    names = [box.key for box in HEAD] + [each.key for part in PARTS for each in (part, *part.boxes)]

    assert [name for name in names if f"`{name}`" not in told] == []
