"""The citizen's addresses."""

from starlette.routing import Route

from simulator.citizen import reading, testing, writing

ROUTES = [
    Route("/chats", reading.chats, methods=["GET"]),
    Route("/chats/{chat_id}/send", writing.send, methods=["POST"]),
    Route("/chats/{chat_id}/messages", reading.messages, methods=["GET"]),
    Route("/chats/{chat_id}/block", writing.block, methods=["POST"]),
    Route("/chats/{chat_id}/unblock", writing.unblock, methods=["POST"]),
    Route("/faults", testing.add_fault, methods=["POST"]),
    Route("/faults", testing.list_faults, methods=["GET"]),
    Route("/faults", testing.clear_faults, methods=["DELETE"]),
    Route("/calls", testing.calls, methods=["GET"]),
    Route("/calls", testing.clear_log, methods=["DELETE"]),
    Route("/violations", testing.violations, methods=["GET"]),
]
