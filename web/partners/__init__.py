"""Partners: which regions admit them, and the keys with which their systems hand in drafts."""
