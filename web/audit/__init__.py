"""Who changed what: filter and export."""
