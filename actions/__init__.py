"""Rasa's custom actions: read the tracker, ask ``loket``, hand the Answer back. Only this folder knows rasa-sdk."""
