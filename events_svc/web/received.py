"""A body that is looked at before the application, and handed on to it as it came."""

from starlette.types import Message, Receive


async def received(receive: Receive, *, most: int) -> list[Message]:
    """What the client sends, to the end of the body or until it is more than `most` bytes."""
    messages = [await receive()]
    size = len(messages[0].get("body", b""))
    while messages[-1].get("more_body") and size <= most:
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
    return messages


def again(messages: list[Message], receive: Receive) -> Receive:
    """`receive`, with what was received already once more."""

    async def received_again() -> Message:
        return messages.pop(0) if messages else await receive()

    return received_again
