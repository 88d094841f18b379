"""Tables from a spreadsheet into Loket and back: read, checked row by row, then stored all or nothing."""
