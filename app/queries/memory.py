"""What is asked again and again while one page is made is asked once: which unit a code stands for, who this node is.

Only while a page is looked at, or where nothing asked about can change; nothing remembered outlives that.
"""

import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_page = threading.local()


def begin() -> None:
    """A page begins in this thread."""
    _page.known, _page.only = {}, None


def end() -> None:
    _page.known = _page.only = None


@contextmanager
def kept(*questions: Callable[..., Any]) -> Iterator[None]:
    """While this lasts, answers to these questions are remembered: for long work that changes none of them."""
    _page.known, _page.only = {}, {inspect.unwrap(question) for question in questions}
    try:
        yield
    finally:
        end()


def remembered(question: Callable[..., Answer]) -> Callable[..., Answer]:
    """The same question with the same words is asked once a page. Nobody changes the answer."""

    @wraps(question)
    def ask(*words: Any) -> Answer:
        known: dict[Any, Any] | None = getattr(_page, "known", None)
        only = getattr(_page, "only", None)
        if known is None or (only is not None and question not in only):
            return question(*words)
        key = (question, *words)
        if key not in known:
            known[key] = question(*words)
        answer: Answer = known[key]
        return answer

    return ask
