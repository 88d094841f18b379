"""All Indonesian that ``loket`` says to citizens, by topic. Templates use ``str.format`` fields; no logic here."""
