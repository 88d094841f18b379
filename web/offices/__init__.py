"""Offices and local holidays: the list, the editor with its map and hours, the trial answer."""
