"""Scanning at the counter: pages chosen and pasted, put together, on every screen and for everybody's eyes."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests import scans
from tests.e2e.desk import FUNERAL, Desk
from tests.e2e.eyes import look_at

PASTE = """async () => {
  const canvas = new OffscreenCanvas(300, 400);
  canvas.getContext("2d").fillRect(20, 20, 100, 100);
  const file = new File([await canvas.convertToBlob({type: "image/png"})], "x.png", {type: "image/png"});
  const data = new DataTransfer();
  data.items.add(file);
  document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def test_pages_are_chosen_pasted_turned_and_put_together(
    desk_of: Callable[..., Desk], commune: object, tmp_path: Path
) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(scans.photo())
    an = desk_of("an")
    an.find(an.take_in("mai tang", FUNERAL))
    an.press("Giấy tờ và bản quét")
    assert look_at(an.page) == []
    an.press("Sửa giấy tờ")
    assert look_at(an.page) == []
    an.press("Thôi, không sửa")
    an.follow(an.page.get_by_role("link", name="Thêm bản quét").first)

    an.page.locator("#files").set_input_files(photo)
    an.page.evaluate(PASTE)
    expect(an.page.locator("#files-chosen")).to_contain_text("Đã chọn 2 tệp")
    an.press_named("Thêm vào")
    expect(an.page.locator(".scan-pages li")).to_have_count(2)
    assert look_at(an.page) == []
    an.follow(an.page.get_by_role("button", name="Xoay phải trang 1"))
    an.follow(an.page.get_by_role("button", name="Chuyển lên trang 2"))
    an.press("Ghép 2 trang thành một tệp PDF")

    expect(an.page.locator("main")).to_contain_text(".pdf")
    assert look_at(an.page) == []
