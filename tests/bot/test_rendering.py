"""Any answer becomes valid Telegram HTML within the limits, with all its content."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot import texts
from bot.rendering.messages import Outgoing, Renderer
from loket.answers.answer import Answer, Button, ListBlock, NoteBlock, TextBlock, VenueBlock
from loket.rendering.layout import LONGEST_TITLE, answer_pieces, long_date, short_title
from loket.rendering.messages import shown_as_chat
from loket.rendering.spans import LIMIT, Piece, Span, clean, paginate, split, units


class Reader(HTMLParser):
    """Reads Telegram HTML; anything but balanced b and i is a failure."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in {"b", "i"}, tag
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")


def words(text: str) -> str:
    return "".join(clean(text).split())


ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=300) | st.sampled_from(
    [
        "</b>",
        "<a href='x'>",
        "&amp;",
        "&",
        "\x00",
        "👨‍👩‍👧‍👦" * 50,
        "🇮🇩" * 40,
        "e\u0301" * 60,
        "x" * 9000,
        "kata " * 2000,
        "\n\n\n",
        "\u202e",
    ]
)
BUTTON = st.builds(Button, title=ANY_TEXT, payload=st.sampled_from(["", "/cost", '/cost{"service": "ktp_el"}', "x"]))
BLOCK = st.one_of(
    st.builds(TextBlock, text=ANY_TEXT),
    st.builds(ListBlock, items=st.lists(ANY_TEXT, max_size=6), ordered=st.booleans(), heading=ANY_TEXT),
    st.builds(NoteBlock, text=ANY_TEXT),
    st.builds(VenueBlock, title=ANY_TEXT, address=ANY_TEXT, text=ANY_TEXT, latitude=st.floats(), longitude=st.floats()),
)
ANSWER = st.builds(
    Answer, title=ANY_TEXT, blocks=st.lists(BLOCK, max_size=5), source=ANY_TEXT,
    verified_at=st.none() | st.dates(), level=ANY_TEXT, error_id=ANY_TEXT, request_location=st.booleans(),
    buttons=st.lists(st.lists(BUTTON, max_size=10), max_size=15),
)  # fmt: skip


def check_limits(call: Outgoing) -> None:
    if call.method == "sendMessage":
        read = Reader(call.params["text"])
        assert 1 <= units(read.text) <= LIMIT
        assert read.text.strip()
    else:
        assert call.method == "sendVenue"
        assert abs(call.params["latitude"]) <= 90
        assert call.params["title"]
        assert call.params["address"]
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    assert sum(map(len, rows)) <= 100
    for row in rows:
        assert 1 <= len(row) <= 8
        for button in row:
            assert button["text"].strip()
            assert len(button["callback_data"].encode()) <= 64


@settings(max_examples=150, deadline=None)
@given(ANSWER, st.booleans())
def test_any_answer_is_valid_and_whole(answer: Answer, is_private: bool) -> None:
    renderer = Renderer(allow_location_request=is_private)
    calls = renderer.render([{"answer": answer.model_dump(mode="python")}])

    assert calls
    for call in calls:
        check_limits(call)
    shown = words("".join(Reader(call.params["text"]).text for call in calls if call.method == "sendMessage"))
    expected = words("".join(piece.text for piece in answer_pieces(answer)))
    assert expected in shown


@settings(max_examples=100, deadline=None)
@given(st.lists(ANY_TEXT, max_size=4), st.integers(8, 60))
def test_cutting_keeps_every_sign(parts: list[str], limit: int) -> None:
    spans = tuple(Span(clean(part), "b") for part in parts)
    pages = paginate([Piece(spans)], limit)

    assert all(sum(units(span.text) for span in page) <= limit for page in pages)
    assert words("".join(span.text for page in pages for span in page)) == words("".join(parts))


def test_cut_falls_on_a_sentence_then_a_word_and_never_inside_a_sign() -> None:
    assert split([Span("Satu dua. Tiga empat lima")], 15)[0] == [Span("Satu dua. ")]
    assert split([Span("katakata berikutnya")], 12)[0] == [Span("katakata")]
    family = "👨‍👩‍👧‍👦"
    for page in split([Span("x" + family * 4)], 14):
        assert "".join(span.text for span in page).replace("x", "").replace(family, "") == ""
    for page in split([Span("🇮🇩🇸🇬" * 3)], 9):
        assert len("".join(span.text for span in page)) % 2 == 0


def test_answer_is_laid_out_for_reading() -> None:
    answer = Answer(
        title="Biaya KTP & KK",
        blocks=[TextBlock(text="Gratis."), ListBlock(items=["a", "b"], ordered=True, heading="Bawa"),
                NoteBlock(text="perlu dikonfirmasi")],
        source="UU 24/2013 Pasal 79A", verified_at=date(2026, 5, 4), level="nasional",
    )  # fmt: skip
    [call] = Renderer().render([{"answer": answer.model_dump(mode="json")}])

    assert call.params["text"] == (
        "<b>Biaya KTP &amp; KK</b>\n\nGratis.\n\n<b>Bawa</b>\n1. a\n2. b\n\n⚠️ <i>perlu dikonfirmasi</i>\n\n"
        "<i>Sumber: UU 24/2013 Pasal 79A\nTerakhir diperiksa: 4 Mei 2026\nTingkat: nasional</i>"
    )
    assert call.params["parse_mode"] == "HTML"


def test_place_gets_a_pin_after_the_text() -> None:
    venue = VenueBlock(title="Dukcapil", address="Jl. Satu", latitude=-7.7, longitude=110.3)
    calls = Renderer().render([{"answer": Answer(blocks=[venue]).model_dump(mode="json")}])

    assert [call.method for call in calls] == ["sendMessage", "sendVenue"]
    assert calls[1].params == {"latitude": -7.7, "longitude": 110.3, "title": "Dukcapil", "address": "Jl. Satu"}


def test_location_keyboard_stands_alone_and_only_in_private() -> None:
    answer = Answer(title="Di mana?", request_location=True, buttons=[[Button(title="Sleman", payload="/x")]])
    body = [{"answer": answer.model_dump(mode="json")}]
    private, group = Renderer().render(body), Renderer(allow_location_request=False).render(body)

    assert ["inline_keyboard" in call.params["reply_markup"] for call in private] == [True, False]
    assert [list(call.params["reply_markup"]) for call in group] == [["inline_keyboard"]]
    assert texts.SHARE_LOCATION_GROUP in group[0].params["text"]


@pytest.mark.parametrize(
    ("url", "is_kept"),
    [("https://dukcapil.go.id/x", True), ("http://dukcapil.go.id", False), ("javascript:alert(1)", False),
     ("https://", False), ("https://a b.id", False), ("tg://user?id=1", False), ("https://x.id:99999", False)],
)  # fmt: skip
def test_only_safe_addresses_become_buttons(url: str, is_kept: bool) -> None:
    answer = Answer(title="x", buttons=[[Button(title="Buka", url=url)]])
    [call] = Renderer().render([{"answer": answer.model_dump(mode="json")}])

    assert ("reply_markup" in call.params) is is_kept


@pytest.mark.parametrize(
    "reply", [{}, {"text": None}, {"text": "  "}, {"answer": {"kind": "?"}}, {"answer": {}}, {"x": 1}]
)
def test_reply_without_content_is_an_apology(reply: dict[str, Any]) -> None:
    [call] = Renderer().render([reply])

    assert call.params["text"] == texts.OTHER_FAILURE


def test_payload_stays_with_us() -> None:
    renderer = Renderer()
    [call] = renderer.render([{"text": "Pilih", "buttons": [{"title": "Biaya", "payload": "/cost"}, {"title": "x"}]}])

    [[button]] = call.params["reply_markup"]["inline_keyboard"]
    assert button["callback_data"] == f"c:{renderer.tokens[0].id}"
    assert renderer.tokens[0].payload == "/cost"


def test_title_of_a_button_is_cut_at_a_word() -> None:
    cut = short_title("Penerbitan Kartu Tanda Penduduk elektronik baru untuk penduduk luar daerah")

    assert len(cut) <= LONGEST_TITLE
    assert cut.endswith("baru untuk…")
    assert long_date(date(2026, 12, 31)) == "31 Desember 2026"


def test_limit_of_a_message_is_telegrams() -> None:
    assert LIMIT == MessageLimit.MAX_TEXT_LENGTH


@pytest.mark.parametrize(
    "answer",
    [
        Answer(title="Syarat <KTP>", blocks=[ListBlock(items=["a & b", "c"], ordered=True), NoteBlock(text="cek")]),
        Answer(title="Panjang", blocks=[TextBlock(text="kata " * 3000)], source="uji", verified_at=date(2026, 5, 5)),
        Answer(buttons=[[Button(title="Biaya", payload="/cost"), Button(title="Laman", url="https://oss.go.id")]]),
    ],
)
def test_what_the_admin_site_shows_is_what_the_bot_sends(answer: Answer) -> None:
    calls = Renderer().render([{"answer": answer.model_dump(mode="json")}])

    shown = shown_as_chat(answer)

    sent = [call.params["text"] for call in calls if call.method == "sendMessage"]
    assert [message.html for message in shown if message.html] == sent or not answer.title
    keyboard = calls[-1].params.get("reply_markup", {}).get("inline_keyboard", [])
    assert [[button.title for button in row] for row in shown[-1].buttons] == [
        [button["text"] for button in row] for row in keyboard
    ]
