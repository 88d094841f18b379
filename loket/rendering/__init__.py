"""An answer as a chat message: styled text in pages, for ``bot`` to send and ``web`` to show before publishing."""
