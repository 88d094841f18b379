""" "Info salah?" stands under published facts only, and takes no more room than the buttons did before."""

from __future__ import annotations

import pytest

from loket.answers.answer import Answer
from loket.answers.buttons import MAX_BUTTONS
from loket.answers.reporting import ask_part, subject
from loket.answers.texts.reports import BUTTON
from tests.loket.answers.asking import Ask


def payloads(answer: Answer) -> list[str]:
    return [one.payload for row in answer.buttons for one in row if one.title == BUTTON]


@pytest.mark.parametrize("home", [None, "kab_sleman"])
@pytest.mark.parametrize("aspect", ["overview", "requirements", "cost", "procedure", "legal_basis"])
def test_published_facts_carry_the_button_in_the_same_three_rows(ask: Ask, aspect: str, home: str | None) -> None:
    answer = ask(aspect, "skck", home=home).answer

    region = ', "region": "kab_sleman"' if home else ""
    assert payloads(answer) == [f'/report_info{{"about": "{aspect}", "service": "skck"{region}}}']
    assert sum(map(len, answer.buttons)) == MAX_BUTTONS
    assert len(answer.buttons) == 3


@pytest.mark.parametrize(
    ("aspect", "service"), [("list_services", None), ("emergency", None), ("human", "skck"), ("queue_book", "ktp_el"),
                            ("cost", None), ("change_region", None)],
)  # fmt: skip
def test_what_tells_no_published_facts_has_none(ask: Ask, aspect: str, service: str | None) -> None:
    assert payloads(ask(aspect, service, home="kab_sleman").answer) == []


def test_an_office_asked_about_itself_can_be_reported_too(ask: Ask) -> None:
    answer = ask("hours", home="kab_sleman", text="jam buka dukcapil").answer

    assert payloads(answer) == ['/report_info{"about": "hours", "region": "kab_sleman", "office": "disdukcapil"}']


def test_what_is_asked_names_the_answer_and_keeps_it(ask: Ask) -> None:
    reading = ask("cost", "skck").answer.reading
    assert reading
    answer = ask_part(reading, {"about": "cost", "service": "skck"}, subject("cost", "SKCK", "Kabupaten Sleman"))

    assert "“Biaya SKCK, Kabupaten Sleman”" in str(answer.blocks)
    assert answer.buttons[1][0].payload == '/report_info{"about": "cost", "service": "skck", "part": "hours"}'
    assert [len(row) for row in answer.buttons] == [2, 2, 2]
