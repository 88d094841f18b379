"""Services and their standards: lists, the editor, review, versions, trying an answer out before it is published."""
