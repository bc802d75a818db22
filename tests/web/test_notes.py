"""Notes on a dossier as a browser sees them."""

from tests.web.counter import SignedIn, main, take_in


def test_a_note_is_counted_on_the_desk_and_read_on_the_dossier(signed_in: SignedIn) -> None:
    dossier_id, binh = take_in(signed_in("an")), signed_in("binh")
    signed_in("an").post(
        f"/ho-so/{dossier_id}/trao-doi", data={"text": "Bản sao mờ", "form_id": "1"}
    )

    desk, list_ = main(binh.get("/").text), main(binh.get("/trao-doi").text)
    page = main(binh.get(f"/ho-so/{dossier_id}").text)
    binh.post(f"/ho-so/{dossier_id}/trao-doi/da-doc")
    after = main(signed_in("an").get(f"/ho-so/{dossier_id}/trao-doi").text)

    assert 'tone-info">1<span class="unseen"> trao đổi' in desk
    assert "Bản sao mờ" in list_ and "Bản sao mờ" in page
    assert "đã đọc: Lê Văn Bình" in after
    assert "Không có trao đổi mới" in main(binh.get("/trao-doi").text)


def test_an_empty_note_is_refused_in_place(signed_in: SignedIn) -> None:
    dossier_id = take_in(signed_in("an"))

    page = signed_in("an").post(f"/ho-so/{dossier_id}/trao-doi", data={"text": " ", "to": ""})

    assert page.status_code == 422
    assert 'href="#text"' in page.text


def test_what_is_written_is_shown_as_text(signed_in: SignedIn) -> None:
    dossier_id, an = take_in(signed_in("an")), signed_in("an")

    an.post(f"/ho-so/{dossier_id}/trao-doi", data={"text": "<b>x</b>", "form_id": "1"})

    assert "&lt;b&gt;x&lt;/b&gt;" in main(an.get(f"/ho-so/{dossier_id}/trao-doi").text)
