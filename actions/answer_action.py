"""Every aspect that needs data, and the payloads of a start, a location and a chosen region."""

from actions.base import AnsweringAction


class ActionAnswer(AnsweringAction):
    """Answer the aspect that the intent names."""

    def name(self) -> str:
        return "action_answer"
