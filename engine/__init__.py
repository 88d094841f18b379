"""What plugs into the Rasa server: understanding Indonesian, the HTTP channel, the tracker store. Imports only Rasa."""
