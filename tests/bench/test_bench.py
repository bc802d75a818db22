"""The measuring tools read pages and numbers rightly; what they measure is printed by `python -m bench`."""

import pytest

from bench import forms, table

PAGE = """
<form action="/tim"><input name="q"></form>
<form method="post" action="/dang-nhap">
  <input type="hidden" name="csrf_token" value="a&amp;b">
  <input name="username" required><input type="password" name="password" required>
  <input type="checkbox" name="stay" value="yes" checked><input type="checkbox" name="public">
  <select name="unit"><option value="1">A</option><option value="2" selected>B</option></select>
  <select name="field"><option value="x">X</option><option value="y">Y</option></select>
  <textarea name="note">hai
dòng</textarea>
  <input name="off" value="1" disabled>
  <button name="go" value="1">Vào</button>
</form>
"""


@pytest.fixture
def form():
    return forms.read(PAGE)[1]


def test_a_form_is_sent_as_a_browser_would_send_it(form):
    assert (form.method, form.action) == ("post", "/dang-nhap")
    assert form.filled(username="an") == [
        ("csrf_token", "a&b"),
        ("password", ""),
        ("stay", "yes"),
        ("unit", "2"),
        ("field", "x"),
        ("note", "hai\ndòng"),
        ("username", "an"),
    ]


def test_fields_are_found_by_what_they_are(form):
    assert (form.named("text"), form.named("password")) == ("username", "password")
    assert form.required == {"username", "password"}
    assert form.choices["unit"] == ["1", "2"]
    assert form.buttons == [("go", "1")]


def test_ninety_five_of_a_hundred_stay_below_p95():
    assert table.p95(range(101)) == 95
    assert table.p95([7]) == 7


def test_the_table_is_aligned():
    lines = table.table(["page", "1,000"], [["list", "9.1 ms"], ["search", "12.0 ms"]]).split("\n")

    assert lines[2:] == ["list     9.1 ms", "search  12.0 ms"]
