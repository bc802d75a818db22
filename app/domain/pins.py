"""The six digits with which an officer opens a covered screen and confirms what binds the office."""

PIN_DIGITS = 6
_UP, _DOWN = "01234567890", "09876543210"


def looks_like_pin(given: str) -> bool:
    """Whether this can only be a PIN: a password is longer."""
    return len(given) == PIN_DIGITS and given.isascii() and given.isdigit()


def pin_problem(pin: str) -> str | None:
    """Why this PIN will not do, in words, or None when it is good."""
    if not looks_like_pin(pin):
        return f"Mã PIN gồm đúng {PIN_DIGITS} chữ số."
    if len(set(pin)) < 3 or pin in _UP or pin in _DOWN or pin[:3] == pin[3:]:
        return "Mã PIN này dễ đoán. Hãy chọn sáu chữ số không liền nhau và không lặp lại."
    return None
