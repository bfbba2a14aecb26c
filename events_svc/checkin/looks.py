"""How each reason looks and sounds at the door: a colour, an icon, a word and a sound of its own.

White text on every colour has a contrast of at least 7 : 1. A sound is notes of (hertz, milliseconds),
0 hertz a rest; a vibration is on and off in milliseconds.
"""

from dataclasses import dataclass

from events_svc.checkin.verdict import Reason

Note = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """One reason, seen from two metres."""

    colour: str
    icon: str
    zh: str
    en: str
    sound: tuple[Note, ...]
    vibration: tuple[int, ...]


# With these a gate asks back (which of several tickets, what is missing): nobody was refused.
QUESTIONS = frozenset({Reason.AMBIGUOUS, Reason.INCOMPLETE})

LOOKS: dict[str, Look] = {
    Reason.OK: Look("#14652f", "✓", "通过", "Welcome", ((880, 90), (1320, 160)), (60,)),
    Reason.ALREADY_USED: Look(
        "#9c1616", "✕", "已使用", "Already used", ((330, 140), (0, 60), (330, 260)), (200, 80, 200)
    ),
    Reason.INVALID: Look("#5f1030", "⊘", "无效", "Not valid", ((220, 420),), (400,)),
    Reason.AMBIGUOUS: Look(
        "#39407a", "⋮", "请选一张", "Which one?", ((660, 90), (0, 50), (660, 90)), (80, 60, 80)
    ),
    Reason.CANCELLED: Look(
        "#7d1d0c", "∅", "已取消", "Cancelled", ((392, 150), (262, 320)), (300, 80, 100)
    ),
    Reason.BLOCKED: Look(
        "#4a1a1a", "■", "已冻结", "Blocked", ((196, 180), (0, 60), (196, 180)), (300, 60, 300)
    ),
    Reason.REVOKED: Look(
        "#6b1650", "↻", "票码已更换", "Code replaced", ((440, 110), (349, 110), (262, 220)), (250,)
    ),
    Reason.UNAPPROVED: Look(
        "#3f4a00", "✎", "待审核", "Not approved", ((494, 130), (0, 40), (392, 200)), (120, 60, 120)
    ),
    Reason.INVALID_TIME: Look(
        "#234a73", "◷", "未到时间", "Not at this time", ((523, 140), (523, 140)), (150, 100, 150)
    ),
    Reason.PRODUCT: Look(
        "#5a3a00", "≠", "票种不适用", "Other ticket type", ((294, 120), (349, 240)), (200, 60)
    ),
    Reason.WRONG_EVENT: Look(
        "#4b2a6b",
        "⇄",
        "非本场次",
        "Other event or day",
        ((262, 120), (392, 120), (262, 200)),
        (220,),
    ),
    Reason.UNPAID: Look(
        "#7a4d00", "¥", "未付款", "Not paid", ((587, 110), (0, 50), (440, 240)), (160, 60, 60)
    ),
    Reason.RULES: Look(
        "#6b2a00", "§", "不允许入场", "No entry now", ((311, 180), (233, 260)), (260, 60)
    ),
    Reason.INCOMPLETE: Look(
        "#0b5560", "?", "需补充信息", "Details missing", ((698, 100), (587, 180)), (90, 60, 90)
    ),
    "undone": Look("#3a3a3a", "↶", "已撤销", "Undone", ((440, 80),), (40,)),
}
