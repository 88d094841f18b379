"""Figures for a region and for the programme: pages, charts, downloads."""
