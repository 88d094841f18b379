"""What citizens say is wrong in an answer from published facts, for those who keep these facts right."""
