"""From normalised tokens to services and regions of the lexicon. Knows no Rasa."""
