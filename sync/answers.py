"""What a parent said, read and checked for shape before anything of it is believed."""

from typing import Any

from sync import vouchers
from sync.operations import read


class Answer:
    """The answer of an exchange that went well, read and checked for shape."""

    def __init__(self, header: dict[str, Any], bodies: list[bytes]) -> None:
        self.acks = {
            str(log["id"]): (
                int(log["have"]),
                bytes.fromhex(log["chain"]),
                log.get("verdict") == "fork",
            )
            for log in header["logs"]
        }
        self.cursor = [int(header["cursor"][0]), str(header["cursor"][1])]
        self.numbers = [first + i for first, size in header.get("numbers", []) for i in range(size)]
        self.operations = [read(body) for body in bodies]
        self.vouchers = vouchers.unpack(header)
        self.more = bool(header.get("more"))
        self.clock = int(header.get("clock", 0))
        self.beside = dict(header.get("beside", {}))
        self.refusals = header.get("refusals", [])
        if not len(self.numbers) == len(self.operations) == len(self.vouchers):
            raise ValueError("counts do not match")
