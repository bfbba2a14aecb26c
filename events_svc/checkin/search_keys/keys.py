"""The words under which a person is found by a keyboard."""


def keys_of(name: str) -> str:
    """What can be typed for a name: lower case, blank-separated."""
    return name.lower()
