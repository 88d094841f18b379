"""The citizen's addresses."""

from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from simulator.citizen import page, reading, testing, writing

ROUTES = [
    Route("/", page.index, methods=["GET"]),
    Mount("/static", StaticFiles(directory=page.STATIC)),
    Route("/page/updates", page.updates, methods=["GET"]),
    Route("/chats/{chat_id}/files/{file_id}", page.chat_file, methods=["GET"]),
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
