"""Who comes with the buyer and was not named yet: `Ada +1`, `Ada +2`, as on a list of guests."""

NAME_LENGTH = 200


def guest_name(buyer_name: str, number: int) -> str:
    """The name under which the door finds the guest until somebody fills in the right one."""
    ending = f" +{number}"
    return buyer_name[: NAME_LENGTH - len(ending)] + ending


def is_guest(holder_name: str, buyer_name: str) -> bool:
    """Whether nobody has named the holder yet."""
    _, plus, number = holder_name.rpartition(" +")
    return bool(plus) and number.isdecimal() and guest_name(buyer_name, int(number)) == holder_name
