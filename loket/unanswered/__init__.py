"""Messages that were not understood, masked and kept for a bounded time, so that Loket learns from use."""
