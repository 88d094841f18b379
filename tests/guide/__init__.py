"""The admin guide's pictures, taken from a real Loket by walking the guide's steps; and what keeps the guide true."""
