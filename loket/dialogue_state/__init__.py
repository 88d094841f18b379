"""What a turn of a dialogue means, learnt from authored dialogues: candidates, their features, their weights."""
