"""What citizens asked and Loket did not answer well, and what they say is wrong in its answers."""
