"""Welcome, choosing a region, a shared location, and asking back for what a question lacks."""

from __future__ import annotations

from collections.abc import Sequence

from loket.answers.answer import Answer, Block, Button, NoteBlock, Reading, TextBlock
from loket.answers.buttons import aspect_button, button, overview_button, region_button, region_choices, rows
from loket.answers.facts import Place, Question, ServiceFacts
from loket.answers.texts import facts as texts
from loket.answers.texts import labels, talk


def welcome_answer(home: Place | None, services: Sequence[ServiceFacts]) -> Answer:
    """What Loket is, that it is a bot, what it keeps, and which region."""
    blocks: list[Block] = [TextBlock(text=talk.WELCOME), NoteBlock(text=talk.WELCOME_PRIVACY)]
    region = talk.WELCOME_HOME.format(region=home.name) if home else talk.WELCOME_REGION
    common = [overview_button(one.slug, one.short_name) for one in services[:4]]
    general = [aspect_button("list_services"), aspect_button("emergency")]
    return Answer(
        kind="ask" if home is None else "notice",
        title=talk.WELCOME_TITLE,
        blocks=[*blocks, TextBlock(text=region)],
        buttons=rows([*common, *general]),
        request_location=home is None,
        reading=Reading(aspect="greet"),
    )


def ask_region(
    reading: Reading, choices: Sequence[Place], is_choice_of_home: bool = False, office: str | None = None
) -> Answer:
    """Which region? With buttons where the name fits several; an open question else."""
    if not choices:
        return _ask(talk.ASK_REGION_TITLE, talk.ASK_REGION, [], reading, request_location=True)
    if is_choice_of_home:
        buttons = region_choices("change_region", [(one.slug, one.name) for one in choices])
    else:
        named = [(one.slug, one.name) for one in choices]
        buttons = region_choices(reading.aspect, named, service=reading.service, office=office)
    if len(choices) == 1:
        buttons.append([_not_that_region(reading, is_choice_of_home)])
        text = talk.ASK_REGION_CONFIRM.format(region=choices[0].name)
    else:
        text = talk.ASK_REGION_CHOICE
    return _ask(talk.ASK_REGION_TITLE, text, buttons, reading)


def _not_that_region(reading: Reading, is_choice_of_home: bool) -> Button:
    if is_choice_of_home or reading.aspect not in labels.BUTTONS:
        return aspect_button("change_region")
    return button(talk.NOT_A_REGION, reading.aspect, service=reading.service)


def same_everywhere(answer: Answer, reading: Reading, choices: Sequence[Place]) -> Answer:
    """The answer, with the regions a name may mean to choose from."""
    invited = NoteBlock(text=texts.REGION_INVITED)
    blocks = [block for block in answer.blocks if block != invited]
    return answer.model_copy(
        update={
            "blocks": [*blocks, NoteBlock(text=talk.SAME_EVERYWHERE)],
            "buttons": region_choices(
                reading.aspect, [(one.slug, one.name) for one in choices], service=reading.service
            ),
            "reading": reading,
        }
    )


def ask_service(reading: Reading, place: Place | None, choices: Sequence[ServiceFacts], *, is_open: bool) -> Answer:
    """Which service? ``is_open``: the choices are only the commonest ones."""
    region = place.slug if place else None
    told = None if reading.aspect == "overview" else region  # an overview with a region is a deep link
    offered = [button(one.short_name, reading.aspect, service=one.slug, region=told) for one in choices[:6]]
    closing = [aspect_button("list_services", region=region)] if is_open else []
    text = talk.ASK_SERVICE if is_open else talk.ASK_SERVICE_CHOICE
    return _ask(talk.ASK_SERVICE_TITLE, text, rows(offered) + rows(closing), reading)


def region_set_answer(place: Place, reading: Reading, resume: tuple[str, ServiceFacts] | None) -> Answer:
    """The region is remembered; ``resume``: the aspect and service spoken of before."""
    buttons = [aspect_button("list_services"), aspect_button("help")]
    if resume:
        aspect, service = resume
        again = button(
            labels.QUESTIONS.get(aspect, "{service}").format(service=service.short_name), aspect, service=service.slug
        )
        buttons.insert(0, again)
    return Answer(
        kind="notice",
        title=talk.REGION_SET_TITLE.format(region=place.name),
        blocks=[TextBlock(text=talk.REGION_SET.format(region=place.name))],
        buttons=rows(buttons),
        reading=reading,
    )


def region_not_found(reading: Reading) -> Answer:
    """The name fits no region: say how to write it, offer the location."""
    return _ask(talk.REGION_GONE_TITLE, talk.REGION_GONE, [], reading, request_location=True)


def service_not_found(reading: Reading, services: Sequence[ServiceFacts]) -> Answer:
    """The service was withdrawn since its button was sent."""
    offered = [overview_button(one.slug, one.short_name) for one in services[:4]]
    return _ask(talk.SERVICE_GONE_TITLE, talk.SERVICE_GONE, rows([*offered, aspect_button("list_services")]), reading)


def paused_answer(reading: Reading, place: Place) -> Answer:
    """An operator has stopped the answers of this region for the time being."""
    buttons = rows([aspect_button("emergency", region=place.slug), aspect_button("change_region")])
    title = talk.PAUSED_TITLE.format(region=place.name)
    return Answer(kind="notice", title=title, blocks=[TextBlock(text=talk.PAUSED)], buttons=buttons, reading=reading)


def confirm_location(nearest: Sequence[Place]) -> Answer:
    """The regions nearest to a shared location, to be confirmed."""
    buttons = region_choices("change_region", [(one.slug, one.name) for one in nearest])
    return _ask(talk.LOCATION_THANKS_TITLE, talk.LOCATION_CONFIRM, buttons, Reading(aspect="change_region"))


def location_nowhere() -> Answer:
    """At sea, abroad, or no place at all."""
    return _ask(talk.LOCATION_NOWHERE_TITLE, talk.LOCATION_NOWHERE, [], Reading(aspect="change_region"))


def location_kept(question: Question, services: Sequence[ServiceFacts]) -> Answer:
    """The location is known, nothing waits for it."""
    place = question.place
    region = place.slug if place else None
    question_text = labels.QUESTIONS["location"]
    offered = [
        button(question_text.format(service=one.short_name), "location", service=one.slug, region=region)
        for one in services[:3]
    ]
    return Answer(
        kind="notice",
        title=talk.LOCATION_THANKS_TITLE,
        blocks=[TextBlock(text=(talk.LOCATION_IN.format(region=place.name) if place else "") + talk.LOCATION_KEPT)],
        buttons=rows([*offered, *region_button(question), aspect_button("change_region")], per_row=1),
        reading=question.reading,
    )


def _ask(
    title: str, text: str, buttons: list[list[Button]], reading: Reading, *, request_location: bool = False
) -> Answer:
    return Answer(
        kind="ask",
        title=title,
        blocks=[TextBlock(text=text)],
        buttons=buttons,
        request_location=request_location,
        reading=reading,
    )
