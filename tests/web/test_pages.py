"""One template, two answers: the page for everyone, its block for htmx."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask, Response
from flask.ctx import RequestContext
from jinja2 import ChoiceLoader, DictLoader

from app.domain.refusals import UsernameTaken
from app.web import pages

TEMPLATE = """
{% extends "base.html" %}
{% block title %}Thử{% endblock %}
{% block main %}<h1>Cả trang</h1>{% block part %}
<div id="part">{{ ui.error_summary(errors) }}{{ ui.badge(word or "một phần", "good") }}</div>
{% endblock %}{% endblock %}
"""
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/thu"}


@pytest.fixture
def program(app: Flask) -> Flask:
    """The program with one more template, `thu.html`, whose block is `part`."""
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader({"thu.html": TEMPLATE})])
    return app


@pytest.fixture
def plainly(program: Flask) -> Iterator[RequestContext]:
    with program.test_request_context("/thu") as context:
        yield context


@pytest.fixture
def by_htmx(program: Flask) -> Iterator[RequestContext]:
    with program.test_request_context("/thu", headers=HTMX) as context:
        yield context


def text(answer: Response) -> str:
    return answer.get_data(as_text=True)


@pytest.mark.usefixtures("plainly")
def test_everyone_gets_the_page() -> None:
    page = pages.show("thu.html", block="part")

    assert "<h1>Cả trang</h1>" in text(page)
    assert page.vary.to_header() == "HX-Request"


@pytest.mark.usefixtures("by_htmx")
def test_htmx_gets_the_block_with_the_macros_in_it() -> None:
    part = pages.show("thu.html", block="part")

    assert text(part).strip().startswith('<div id="part">')
    assert "badge tone-good" in text(part)
    assert part.vary.to_header() == "HX-Request"


@pytest.mark.usefixtures("by_htmx")
def test_htmx_gets_the_page_where_no_block_is_named() -> None:
    assert "<h1>Cả trang</h1>" in text(pages.show("thu.html"))


@pytest.mark.parametrize("kind", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_whole_page_is_restored_whole(program: Flask, kind: str) -> None:
    with program.test_request_context("/thu", headers=HTMX | {kind: "true"}):
        assert "<h1>Cả trang</h1>" in text(pages.show("thu.html", block="part"))


@pytest.mark.usefixtures("plainly")
def test_after_a_change_everyone_is_sent_to_the_page() -> None:
    answer = pages.done("/thu", "thu.html", block="part", message="Đã xong.")

    assert answer.status_code == 303
    assert answer.location == "/thu"


@pytest.mark.usefixtures("by_htmx")
def test_after_a_change_htmx_gets_the_block_the_words_and_fresh_lamps() -> None:
    answer = pages.done("/thu", "thu.html", block="part", message="Đã xong.", word="mới")

    assert answer.status_code == 200
    assert "mới" in text(answer)
    assert 'id="messages" role="status" aria-live="polite" hx-swap-oob="true"' in text(answer)
    assert "Đã xong." in text(answer)
    assert json.loads(answer.headers["HX-Trigger"]) == {"changed": True}
    assert "HX-Push-Url" not in answer.headers


@pytest.mark.usefixtures("by_htmx")
def test_a_change_that_leads_elsewhere_changes_the_address() -> None:
    answer = pages.done("/thu/2", "thu.html", block="part")

    assert answer.headers["HX-Push-Url"] == "/thu/2"


@pytest.mark.usefixtures("by_htmx")
def test_a_change_without_a_block_sends_htmx_to_the_page_too() -> None:
    answer = pages.done("/thu", message="Đã xong.")

    assert answer.headers["HX-Redirect"] == "/thu"


@pytest.mark.usefixtures("plainly")
def test_a_refusal_is_the_page_again_with_the_words() -> None:
    answer = pages.refused("thu.html", UsernameTaken(username="an", field="username"))

    assert answer.status_code == 422
    assert "<title>Lỗi: Thử" in text(answer)
    assert '<a href="#username">Đã có cán bộ dùng tên' in text(answer)


@pytest.mark.usefixtures("by_htmx")
def test_a_refusal_told_to_htmx_is_the_block_with_the_words() -> None:
    answer = pages.refused(
        "thu.html", {"phone": ["Thiếu số."], "name": ["Thiếu tên."]}, block="part"
    )

    assert answer.status_code == 422
    assert "Có 2 chỗ cần sửa" in text(answer)
    assert "<html" not in text(answer)


def test_faults_are_one_list_whoever_found_them() -> None:
    assert pages.faults_of({"a": ["x", "y"]}) == [("a", "x"), ("a", "y")]
    assert pages.faults_of([(None, "z")]) == [(None, "z")]
    assert pages.faults_of(UsernameTaken(username="an"))[0].field is None


def test_the_words_for_one_field_are_picked_out() -> None:
    faults = pages.faults_of({"a": ["x"], "b": ["y"]})

    assert pages.of_field(faults, "b") == ["y"]
    assert pages.of_field(None, "b") == []
