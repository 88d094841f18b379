"""The list of services: by group, with buttons for a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loket.answers.answer import Answer, Block, Button, ListBlock, TextBlock
from loket.answers.buttons import aspect_button, button, overview_button, rows
from loket.answers.facts import Question, ServiceFacts
from loket.answers.texts import labels, talk

PAGE_SIZE: Final = 8
_MAX_NAMES: Final = 4
# What citizens ask most; the rest follows by name.
_COMMON: Final = (
    "ktp_el", "kk_baru", "akta_lahir", "sim_perpanjang", "skck", "paspor", "pkb", "bpjs_daftar", "ktp_hilang", "kia",
    "pindah_keluar", "nikah_kua", "sktm", "nib", "bansos_dtks", "kartu_kuning",
)  # fmt: skip


def list_answer(question: Question, services: Sequence[ServiceFacts], page: int = 1) -> Answer:
    """One page of the services offered; a page that does not exist is the first."""
    ordered = common_first(services)
    last_page = max(1, -(-len(ordered) // PAGE_SIZE))
    page = page if 1 <= page <= last_page else 1
    shown = ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    place = question.place
    return Answer(
        title=talk.LIST_TITLE_REGION.format(region=place.name) if place else talk.LIST_TITLE,
        blocks=_blocks(ordered, shown, page),
        source=talk.LIST_SOURCE,
        buttons=_buttons(question, shown, page, last_page),
        reading=question.reading,
    )


def common_first(services: Sequence[ServiceFacts]) -> list[ServiceFacts]:
    """The services citizens ask most, then the others by name."""
    rank = {slug: place for place, slug in enumerate(_COMMON)}
    return sorted(services, key=lambda one: (rank.get(one.slug, len(rank)), one.short_name.casefold()))


def _blocks(ordered: Sequence[ServiceFacts], shown: Sequence[ServiceFacts], page: int) -> list[Block]:
    if not ordered:
        return [TextBlock(text=talk.LIST_EMPTY)]
    first = (page - 1) * PAGE_SIZE + 1
    text = TextBlock(text=talk.LIST_PAGE.format(first=first, last=first + len(shown) - 1, total=len(ordered)))
    return [text] if page > 1 else [ListBlock(items=_groups(ordered)), text]


def _groups(services: Sequence[ServiceFacts]) -> list[str]:
    """One line a group. A kind of office that no group names goes to the last."""
    of_kind = {kind: group for group, kinds in labels.GROUPS.items() for kind in kinds}
    names: dict[str, list[str]] = {group: [] for group in (*labels.GROUPS, labels.OTHER_GROUP)}
    for service in services:
        group = of_kind.get(service.office_kinds[0] if service.office_kinds else "", labels.OTHER_GROUP)
        names[group].append(service.short_name)
    return [talk.LIST_ROW.format(group=group, names=_some(given)) for group, given in names.items() if given]


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MAX_NAMES])
    rest = len(names) - _MAX_NAMES
    return talk.LIST_ROW_MORE.format(names=shown, count=rest) if rest > 0 else shown


def _buttons(question: Question, shown: Sequence[ServiceFacts], page: int, last_page: int) -> list[list[Button]]:
    region = question.place.slug if question.place else None
    offered = [overview_button(one.slug, one.short_name) for one in shown]
    closing = []
    if last_page > 1:
        closing.append(button(talk.LIST_MORE, "list_services", page=page % last_page + 1, region=region))
    if question.place is None:
        closing.append(aspect_button("change_region"))
    return rows(offered) + rows(closing)
