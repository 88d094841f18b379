"""How the installation is, and its kill switches."""
