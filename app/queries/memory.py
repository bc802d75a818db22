"""What is asked again and again while one page is made is asked once: which unit a code stands for, who this node is.

Only while a page is looked at, never while something is done: nothing remembered outlives the page or a change.
"""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_page = threading.local()


def begin() -> None:
    """A page begins in this thread."""
    _page.known = {}


def end() -> None:
    _page.known = None


def remembered(question: Callable[..., Answer]) -> Callable[..., Answer]:
    """The same question with the same words is asked once a page. Nobody changes the answer."""

    @wraps(question)
    def ask(*words: Any) -> Answer:
        known: dict[Any, Any] | None = getattr(_page, "known", None)
        if known is None:
            return question(*words)
        key = (question, *words)
        if key not in known:
            known[key] = question(*words)
        answer: Answer = known[key]
        return answer

    return ask
