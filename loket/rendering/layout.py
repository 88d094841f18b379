"""How an answer is laid out as text: title, blocks, and the line that says where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from loket.answers.answer import Answer, Block, ListBlock, NoteBlock, VenueBlock
from loket.rendering import texts
from loket.rendering.spans import Piece, Span, clean

LONGEST_TITLE = 60  # characters of a button


def answer_pieces(answer: Answer) -> list[Piece]:
    """The answer's text, in pieces that stay together."""
    return [piece for piece in _all_pieces(answer) if piece.text.strip()]


def text_pieces(text: str) -> list[Piece]:
    """Plain text, in paragraphs."""
    paragraphs = clean(text).strip().split("\n\n")
    return [Piece((Span(paragraph.strip("\n")),)) for paragraph in paragraphs if paragraph.strip()]


def long_date(day: date) -> str:
    """E.g. "5 Mei 2026"."""
    return f"{day.day} {texts.MONTHS[day.month - 1]} {day.year}"


def short_title(title: str) -> str:
    """A title that fits on a button, cut at a word where one ends late enough."""
    title = " ".join(clean(title).split())
    if len(title) <= LONGEST_TITLE:
        return title
    cut = title[: LONGEST_TITLE - 1]
    words = cut.rpartition(" ")[0]
    return f"{words if len(words) > LONGEST_TITLE // 2 else cut}…"


def _all_pieces(answer: Answer) -> Iterator[Piece]:
    if answer.title:
        yield Piece((Span(clean(answer.title).strip(), "b"),))
    for block in answer.blocks:
        yield from _block_pieces(block)
    footer = "\n".join(_footer_lines(answer))
    yield Piece((Span(footer, "i"),))


def _block_pieces(block: Block) -> Iterator[Piece]:
    if isinstance(block, ListBlock):
        yield from _list_pieces(block)
    elif isinstance(block, NoteBlock):
        yield Piece((Span(f"{texts.NOTE_SIGN} "), Span(clean(block.text).strip(), "i")))
    elif isinstance(block, VenueBlock):
        lines = [clean(line).strip() for line in (block.address, block.text)]
        rest = "".join(f"\n{line}" for line in lines if line)
        yield Piece((Span(clean(block.title).strip(), "b"), Span(rest)))
    else:
        yield from text_pieces(block.text)


def _list_pieces(block: ListBlock) -> Iterator[Piece]:
    heading = clean(block.heading).strip()
    lead: tuple[Span, ...] = (Span(heading, "b"), Span("\n")) if heading else ()
    items = [item for item in (clean(text).strip() for text in block.items) if item]
    if heading and not items:
        yield Piece(lead[:1])
    for number, item in enumerate(items, start=1):
        mark = f"{number}. " if block.ordered else "• "
        yield Piece((*lead, Span(mark + item)), gap="\n\n" if number == 1 else "\n")
        lead = ()


def _footer_lines(answer: Answer) -> Iterator[str]:
    if answer.source:
        yield texts.SOURCE.format(source=clean(answer.source).strip())
    if answer.verified_at:
        yield texts.VERIFIED.format(date=long_date(answer.verified_at))
    if answer.level:
        yield texts.LEVEL.format(level=clean(answer.level).strip())
    if answer.error_id:
        yield texts.ERROR_CODE.format(error_id=clean(answer.error_id).strip())
