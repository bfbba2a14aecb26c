"""How a command says no."""


class CommandFailed(Exception):
    """One clear line for the person at the terminal; the exit status is 1."""
