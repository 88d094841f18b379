"""An answer as the messages a citizen sees, without what only a channel needs: ids, callbacks, map pins."""

from __future__ import annotations

from dataclasses import dataclass

from loket.answers.answer import Answer, Button
from loket.rendering.layout import answer_pieces, short_title
from loket.rendering.spans import html, paginate


@dataclass(frozen=True)
class ChatMessage:
    """One message: HTML with ``b`` and ``i`` only, everything else escaped; rows of buttons under the last one."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()


def shown_as_chat(answer: Answer) -> list[ChatMessage]:
    """The messages in order; at least one."""
    pages = [html(page) for page in paginate(answer_pieces(answer))] or [""]
    rows = tuple(
        tuple(button.model_copy(update={"title": short_title(button.title)}) for button in row if button.title.strip())
        for row in answer.buttons
    )
    return [*(ChatMessage(page) for page in pages[:-1]), ChatMessage(pages[-1], tuple(row for row in rows if row))]
