"""Vietnamese text as an office uses it: cleaned, searched, sorted, masked, and sums in words."""

import re
import unicodedata

TYPOGRAPHIC = str.maketrans({"–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"'})
LETTER_VARIANTS = {
    "\u0306": "1",
    "\u0302": "2",
    "\u031b": "3",
}  # ă, then â ê ô, then ơ ư
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
ONSET = re.compile(r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr)(?=.)", re.IGNORECASE)
MASK = "•"

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
LARGEST_AMOUNT = 10**15


def clean(text: str) -> str:
    """The text as it is stored: composed (NFC), one line, single spaces, nothing invisible."""
    spaced = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    visible = "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return " ".join(unicodedata.normalize("NFC", visible).split())


def fold(text: str) -> str:
    """The text as it is searched: lower case without marks, so “hòa”, “hoà” and “HOA” are one.

    Dots, slashes and hyphens stay, because codes are searched too.
    """
    lowered = unicodedata.normalize("NFD", clean(text).casefold()).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not _is_mark(c))
    return clean(bare.translate(TYPOGRAPHIC).replace("đ", "d"))


def initials(text: str) -> str:
    """First letters of the words: “Đăng ký khai sinh” gives “dkks”, found by typing “ks”."""
    return "".join(word[0] for word in re.findall(r"[^\W_]+", fold(text)))


def given_name(name: str) -> str:
    """The last word of a name: what a Vietnamese person is called and sorted by."""
    return (clean(name).split() or [""])[-1]


def sort_key(name: str) -> str:
    """A key that puts names in Vietnamese order: given name first, then the rest from the left.

    Only small ASCII letters and digits, in pairs, so every database and collation sorts it alike:
    a letter is itself and the place of its variant (ă is “a1”), a word ends with “0” and its tone.
    """
    words = clean(name).split()
    return "".join(_word_key(word) for word in words[-1:] + words[:-1])


def mask_name(name: str) -> str:
    """“Nguyễn Thị Bình” as strangers may see it: “Ng. Th. B.”."""
    return " ".join(f"{_onset(word)}." for word in clean(name).split())


def mask_digits(number: str, keep: int = 3) -> str:
    """Hide all but the last digits. Three by default: four of a phone open the public look-up."""
    shown = number[-keep:] if keep > 0 else ""
    return MASK * (len(number) - len(shown)) + shown


def number(value: int) -> str:
    """12345 as “12.345”."""
    return f"{value:,}".replace(",", ".")


def money(amount: int) -> str:
    """20000 as “20.000 đ”."""
    return f"{number(amount)} đ"


def amount_in_words(amount: int) -> str:
    """20000 as “Hai mươi nghìn đồng”, with the “linh” that offices write.

    Takes whole đồng from 0 to 10^15 and raises ValueError for any other.
    """
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise ValueError(f"no words for the amount {amount}")
    words = " ".join([*_read(amount), "đồng"])
    return words[0].upper() + words[1:]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me"}


def _word_key(word: str) -> str:
    """Pairs for the letters, then one pair for each tone; hòa and hoà give the same key."""
    pairs: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word.casefold()):
        if char == "đ":
            pairs.append("d1")
        elif char in LETTER_VARIANTS and pairs:
            pairs[-1] = pairs[-1][0] + LETTER_VARIANTS[char]
        elif char in TONES:
            tones.append(TONES[char])
        elif char.isalnum() and not _is_mark(char):
            pairs.append(_plain_pair(char))
    return "".join(pairs) + "0" + (tones[0] if tones else "0")


def _plain_pair(char: str) -> str:
    if "a" <= char <= "z":
        return char + "0"
    if "0" <= char <= "9":
        return "1" + char
    return "z9"


def _onset(word: str) -> str:
    onset = ONSET.match(word)
    return onset.group() if onset else word[0]


def _read(value: int) -> list[str]:
    """The words of a number: billions are counted in words of their own (“nghìn tỷ”)."""
    billions, below = divmod(value, 10**9)
    words = [*_read_groups(billions, full=False), "tỷ"] if billions else []
    words += _read_groups(below, full=bool(billions))
    return words or [DIGITS[0]]


def _read_groups(value: int, *, full: bool) -> list[str]:
    """Up to nine digits; `full` when something stands before, so that 005 is “không trăm linh năm”."""
    words: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = value // size % 1000
        if group:
            words += _read_group(group, full=full or bool(words))
            words += [name] if name else []
    return words


def _read_group(group: int, *, full: bool) -> list[str]:
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return words + ([] if units == 0 else ["linh"] * bool(words) + [DIGITS[units]])
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if units == 0:
        return words
    if tens == 1:
        return [*words, "lăm" if units == 5 else DIGITS[units]]
    return [*words, AFTER_TENS.get(units, DIGITS[units])]
