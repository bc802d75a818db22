"""A key's fingerprint as six plain words that two people compare over a telephone. Pure.

Each word is a thing and what it is like (“mèo vàng”, “thuyền giấy”): 32 × 32 = 1024 of them, so six say the first 60
bits of SHA-256 over the public key. Someone who wants another key with the same words would have to make about 2^60
keys, within the 72 hours of an invitation. No two syllables of the lists differ only by marks or by one letter, so
a bad line or a dialect does not turn one into another.
"""

import hashlib

THINGS = (
    "mèo", "chuối", "thuyền", "bánh", "trăng", "đèn", "sách", "bút", "ghế", "núi", "rừng", "voi", "trâu", "ngựa",
    "bướm", "chim", "mưa", "biển", "đường", "xe", "quạt", "chợ", "trường", "vịt", "cá", "khoai", "hoa", "sông", "nón",
    "tép", "gạo", "đò",
)  # fmt: skip
KINDS = (
    "vàng", "tím", "thấp", "dài", "ngắn", "tròn", "nhanh", "ngọt", "chua", "thơm", "ướt", "giòn", "nghiêng", "nguội",
    "sâu", "đục", "khoẻ", "xốp", "quý", "trẻ", "nhiều", "hiếm", "riêng", "bạc", "nhung", "giấy", "rơm", "kính", "rượu",
    "mật", "muối", "chay",
)  # fmt: skip

COUNT = 6
BITS = 10


def of_key(public: bytes) -> tuple[str, ...]:
    """The six words of a public key, in the order they are read out."""
    number = int.from_bytes(hashlib.sha256(public).digest()[:8], "big") >> (64 - COUNT * BITS)
    shifts = range((COUNT - 1) * BITS, -1, -BITS)
    return tuple(_word(number >> shift & (2**BITS - 1)) for shift in shifts)


def _word(number: int) -> str:
    thing, kind = divmod(number, len(KINDS))
    return f"{THINGS[thing]} {KINDS[kind]}"
