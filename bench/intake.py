"""One dossier taken in as at the counter: the form, the check page, accept. Three requests and one redirect."""

import itertools
import re

from bench.forms import Form
from bench.visitor import Answer, Visitor

PROCEDURES = "/tiep-nhan?q=chung+thuc"
PROCEDURE = re.compile(r'href="(/tiep-nhan/[^"?/]+)"')
NUMBERS = itertools.count(100_000)
REASON = "Đo tốc độ tiếp nhận."


def accept(visitor: Visitor) -> None:
    """Take in one dossier of a new citizen; an error unless the node says that it is received."""
    address = procedure(visitor)
    page = visitor.get(address)
    form = with_field(page, "applicant_name")
    page = visitor.submit(page, form, form.filled(**answers(form)))
    form = with_field(page, "dossier_id")
    if not form.action.endswith("/nhan"):
        raise RuntimeError(f"{address} finds something to mend in the sample answers")
    page = visitor.submit(page, form, form.filled(reason=REASON))
    if page.status != 200 or not page.url.partition("/ho-so/")[2]:
        raise RuntimeError(f"{address} did not accept: {page.status} at {page.url}")


def procedure(visitor: Visitor) -> str:
    """The address of the form of one procedure, looked up once."""
    if visitor.address not in _FOUND:
        found = PROCEDURE.search(visitor.get(PROCEDURES).text)
        if found is None:
            raise RuntimeError(f"no procedure under {PROCEDURES}")
        _FOUND[visitor.address] = found[1]
    return _FOUND[visitor.address]


def answers(form: Form) -> dict[str, str]:
    """A citizen who never came before, with every listed paper in hand."""
    number = next(NUMBERS)
    papers = {
        name: values[0]
        for name, values in form.choices.items()
        if re.fullmatch(r"paper-\d+-have", name)
    }
    amounts = {name: "15000" for name in form.kinds if name.startswith("amount-")}
    return {
        **papers,
        **amounts,
        "applicant_name": "Nguyễn Văn Đo",
        "birth_date": "15/03/1985",
        "gender": "male",
        # Province 042, a man born in the last century, 1985, and a number of his own.
        "id_no": f"042085{number}",
        "address": "Thôn Bắc Hải",
        "phone": "0912345678",
    }


def with_field(page: Answer, name: str) -> Form:
    """The form of the page that has the field `name`."""
    for form in page.forms():
        if name in dict(form.values):
            return form
    raise RuntimeError(f"{page.url} ({page.status}) has no form with {name}")


_FOUND: dict[str, str] = {}
