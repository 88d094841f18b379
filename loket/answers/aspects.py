"""The aspects a citizen may ask, grouped by what an answer to them needs."""

from __future__ import annotations

from typing import Final

INFO: Final = (
    "overview", "requirements", "procedure", "cost", "duration", "hours", "location", "contact", "online_link",
    "legal_basis",
)  # fmt: skip
COMING: Final = (
    "complaint_file", "complaint_status", "queue_book", "queue_status", "subscribe", "unsubscribe", "feedback",
)  # fmt: skip
SOCIAL: Final = (
    "greet", "goodbye", "thanks", "affirm", "deny", "help", "bot_identity", "privacy", "chitchat", "out_of_scope",
)  # fmt: skip
OWN_DATA: Final = ("my_data", "erase_data")  # buttons only
FALLBACK: Final = "nlu_fallback"

# A question of these kinds stays with the service that was spoken of; the others stand by themselves.
KEEPS_SERVICE: Final = frozenset((*INFO, *COMING, "human", FALLBACK)) - {"feedback"}
# Stays with the region that was spoken of, also while it is open which of several it is.
CARRIES_REGION: Final = KEEPS_SERVICE - {"human", FALLBACK} | {"emergency"}
# Without a service nothing can be said; "contact" still has the general numbers.
NEEDS_SERVICE: Final = frozenset(INFO) - {"contact"}
# Without a region nothing true can be said.
NEEDS_REGION: Final = frozenset({"location", "hours"})
OF_LOKET: Final = frozenset({"feedback"})
# Questions that a service's bare name does not ask.
SURE_QUESTIONS: Final = frozenset(INFO) - {"overview", "procedure"}
# What may be asked of a kind of office without a service; each needs the region then.
OF_AN_OFFICE: Final = frozenset({"location", "hours", "contact"})
# What a bare region name may ask again. A stored word from an older version is never trusted to be one.
REPEATABLE: Final = frozenset((*INFO, *COMING, "list_services", "human", "emergency"))
