"""Indonesian as citizens type it: characters, tokens, chat words, typos, stems. Knows no Rasa."""
