"""What every form needs: text cleaned as it comes in, and words in Vietnamese when something is missing."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

from app.domain.refusals import FormNotComplete, Refusal
from app.domain.vietnamese import clean


class Form(FlaskForm):
    """The token against forged posts is checked once for the whole program, not by each form."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def get_translations(self, form: Any) -> None:
            """Every message is written beside its field, in Vietnamese."""


class Text(StringField):
    """One line of text: composed (NFC), trimmed, single spaces."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""


def faults_in(no: Refusal) -> list[tuple[str | None, str]]:
    """What a refused form has to mend: field and words, or the sentence alone."""
    if isinstance(no, FormNotComplete):
        return list(no.facts["fields"].items())
    return [(no.facts.get("field"), str(no))]


def needed(words: str) -> InputRequired:
    """The field must be filled; `words` say what to do: “Hãy nhập họ và tên.”"""
    return InputRequired(words)
