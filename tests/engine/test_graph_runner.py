"""A trained model run node after node gives what Dask's scheduler gives."""

from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.exceptions import GraphRunError

TEXTS = ["brp biaya bikin ktp di sleman", "halo", "asdf", "", "syarat sim sama biayanya", "/overview"]


@pytest.mark.parametrize("text", TEXTS)
def test_message_is_understood_the_same(runners: Any, text: str) -> None:
    metadata, theirs, ours = runners
    target = metadata.nlu_target

    def understood(runner: Any) -> Any:
        [message] = runner.run({PLACEHOLDER_MESSAGE: [UserMessage(text)]}, [target])[target]
        return message.as_dict(only_output_properties=True)

    assert understood(ours) == understood(theirs)


def test_missing_input_says_which(runners: Any) -> None:
    metadata, _, ours = runners

    with pytest.raises(GraphRunError, match=PLACEHOLDER_MESSAGE):
        ours.run({}, [metadata.nlu_target])
