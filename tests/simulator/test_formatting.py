"""HTML to entities as TDLib does it, and what Telegram finds in plain text."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.formatting.html import BadFormatting, parse_html
from simulator.formatting.texts import format_text


def described(source: str) -> list[tuple[str, str]]:
    """Return (type, covered text) of each entity."""
    formatted = format_text(source, "HTML")
    units = formatted.text.encode("utf-16-le")
    cut = [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])] for e in formatted.entities]
    return [(e["type"], part.decode("utf-16-le")) for e, part in zip(formatted.entities, cut, strict=True)]


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ("<b>a<i>b</i></b>c", [("bold", "ab"), ("italic", "b")]),
        ("😀<strong>é😀</strong>", [("bold", "é😀")]),
        ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", [("spoiler", "a"), ("spoiler", "b")]),
        ("<blockquote expandable>a</blockquote>", [("expandable_blockquote", "a")]),
        ("<pre>a<b>b</b></pre>", [("pre", "ab")]),
        ("<a href='https://x.id'>x</a> <a href=''>y</a>", [("text_link", "x")]),
        ("  <b> a </b> ", [("bold", "a")]),
        ("/start@loket1_bot a", [("bot_command", "/start@loket1_bot")]),
        ("dukcapil.go.id, https://x.id/a?b=1.", [("url", "dukcapil.go.id"), ("url", "https://x.id/a?b=1")]),
        ("#ktp @warga info@x.go.id", [("hashtag", "#ktp"), ("mention", "@warga"), ("email", "info@x.go.id")]),
        ("dan/atau 3/4 #12", []),
        ("<b></b>", []),
    ],
)
def test_entities(source: str, entities: list[tuple[str, str]]) -> None:
    assert described(source) == entities


def test_a_language_joins_its_code_block() -> None:
    _, [entity] = parse_html('<pre><code class="language-python">x</code></pre>')

    assert entity == {"type": "pre", "offset": 0, "length": 1, "language": "python"}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<script>", 'Unsupported start tag "script" at byte offset 0'),
    ],
)
def test_refusals(source: str, problem: str) -> None:
    with pytest.raises(BadFormatting) as refusal:
        parse_html(source)

    assert str(refusal.value) == problem


@given(st.text(max_size=60))
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    assert parse_html(html.escape(text))[0] == text


@given(st.text(alphabet="<>/ab&;= \"'é😀\n", max_size=40))
def test_any_html_is_parsed_or_refused_and_entities_lie_inside(source: str) -> None:
    try:
        formatted = format_text(source, "HTML")
    except BadFormatting:
        return
    for entity in formatted.entities:
        assert entity["length"] > 0
        assert 0 <= entity["offset"] <= formatted.length - entity["length"]
