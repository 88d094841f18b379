"""Editing standards: drafts, review, publishing, versions. What holds for citizens is asked in ``loket.services``."""
