"""Which tables a clone has again, in the order in which they point to each other, and why it has not the
others. A test walks all models: a new table must stand in one of the two.
"""

from tortoise.expressions import Q
from tortoise.models import Model

from events_svc.accounts.models import AuditEntry, EventMembership
from events_svc.badges.models import BadgeLayout, BadgePrinting
from events_svc.calls.models import AccessCode, Answer, Call, Offer, Proposal, Question
from events_svc.checkin.conflicts.models import Conflict
from events_svc.checkin.counting.models import DoorCount, DoorCrowd, DoorMinute, DoorStanding
from events_svc.checkin.desk.models import RefusedAnswer
from events_svc.checkin.models import (
    Admission,
    CheckinList,
    CheckinListTicketType,
    Device,
    Gate,
    Pairing,
    Scan,
)
from events_svc.checkin.sync.models import DoorChange, DoorLife
from events_svc.checkin.upload.models import DoorTear
from events_svc.cloning import rewrite
from events_svc.cloning.copying import Copied
from events_svc.events.models import Party
from events_svc.hub.models import Holding, RefusedEntry
from events_svc.invoices.models import Fapiao, Invoice, InvoiceRule
from events_svc.letters.models import Letter, LetterState, OwnText
from events_svc.media.models import Recording
from events_svc.privacy.models import Retention
from events_svc.reviews.models import Category, Phase, Reviewer, Score, Tag, Tagging
from events_svc.schedule.models import Release, Session, Track
from events_svc.schedule.plan_models import (
    AgendaRules,
    Move,
    PlannedRelease,
    Scenario,
    SessionType,
)
from events_svc.schedule.reader_models import StarList
from events_svc.tickets.carts.models import Cart, CartItem
from events_svc.tickets.consents.models import Consent, ConsentGiven, ConsentVersion
from events_svc.tickets.key_models import SigningKey
from events_svc.tickets.life.models import OrderRules
from events_svc.tickets.models import Order, Ticket, TicketCounter
from events_svc.tickets.payment_models import Refund
from events_svc.tickets.product_models import (
    AddOn,
    BundlePart,
    Quota,
    QuotaTicketType,
    TaxRule,
    TicketType,
    Variant,
)
from events_svc.tickets.questions.models import AnswerFile, TicketAnswer, TicketQuestion
from events_svc.tickets.refund_voucher import TAG
from events_svc.tickets.seating.models import Seating, SeatTaking
from events_svc.tickets.vouchers.models import Discount, Voucher
from events_svc.tickets.waiting.models import WaitingEntry, WaitingRule
from events_svc.webhooks.models import Endpoint, Message

_OF_TYPE, _OF_CALL = "ticket_type__event_id", "call__event_id"

PAGE = (Copied(Party), Copied(Retention, fixed={"purged_at": None}))

AGENDA = (Copied(Track), Copied(SessionType), Copied(AgendaRules))

PRODUCTS = (
    Copied(TaxRule),
    Copied(TicketType),
    Copied(Variant, _OF_TYPE),
    Copied(AddOn, _OF_TYPE),
    Copied(BundlePart, _OF_TYPE),
    Copied(Quota, fixed={"used": 0}),
    Copied(QuotaTicketType, "quota__event_id"),
    Copied(Discount, rewrites={"ticket_type_ids": rewrite.ticket_types}),
)

VOUCHERS = (
    Copied(
        Voucher,
        fixed={"used": 0, "reserved": 0, "spent_minor": 0},
        only=Q(withdrawn_at=None) & ~Q(tag=TAG) & Q(waiting_entries__id=None),
    ),
)

SALE = (
    Copied(TicketQuestion, rewrites={"only_types": rewrite.ticket_types}),
    Copied(WaitingRule),
    Copied(Consent, only=Q(withdrawn_at=None)),
    Copied(ConsentVersion, "consent__event_id", only=Q(consent__withdrawn_at=None)),
    Copied(OrderRules, rewrites={"cancel_steps": rewrite.cancel_steps}),
    Copied(InvoiceRule),
    Copied(Seating, rewrites={"types": rewrite.seating_types}),
)

DOOR = (
    Copied(
        CheckinList,  # its rules are said anew when the gates are there; sessions are not cloned
        fixed={"single_since": None},
        rewrites={"days": rewrite.entry_days},
        only=Q(session_id=None, removed_at=None),
    ),
    Copied(
        CheckinListTicketType,
        "checkin_list__event_id",
        only=Q(checkin_list__session_id=None, checkin_list__removed_at=None),
    ),
    Copied(Gate, only=Q(checkin_list__session_id=None)),
)

BADGES = (
    Copied(
        BadgeLayout,
        rewrites={"design": rewrite.badge_design, "chosen_at": rewrite.unchanged},
    ),
)

_LISTS = {"only_types": rewrite.session_types, "only_tracks": rewrite.tracks}

CALLS = (
    Copied(Call, fixed={"is_published": False}),
    Copied(Offer, _OF_CALL),
    Copied(Question, _OF_CALL, rewrites=_LISTS),
    Copied(Phase, _OF_CALL),
    Copied(Category, _OF_CALL, rewrites={"only_tracks": rewrite.tracks}),
    Copied(Tag, _OF_CALL),
)

LETTERS = (
    Copied(OwnText),
    Copied(
        Letter,  # somebody reads it again before it goes out
        fixed={"state": LetterState.DRAFT, "ended_at": None, "sent": 0},
        rewrites={"ticket_types": rewrite.ticket_types},
        only=~Q(state=LetterState.CANCELLED),
    ),
)

CLONED = (*PAGE, *AGENDA, *PRODUCTS, *SALE, *DOOR, *BADGES, *CALLS, *LETTERS)

_HAPPENED = "what happened stays where it happened"
_ORDERED = "orders and people are never cloned"
_GIVEN = "it was given to somebody in person"
_PROGRAMME = "each event has a programme of its own: rooms and people are free at other times"

LEFT_OUT: dict[type[Model], str] = {
    EventMembership: _GIVEN,
    AuditEntry: _HAPPENED,
    Endpoint: "its receiver knows one event; those of the organisation hear of the clone too",
    Message: _HAPPENED,
    Session: _PROGRAMME,
    Release: _PROGRAMME,
    Move: _PROGRAMME,
    Scenario: _PROGRAMME,
    PlannedRelease: _PROGRAMME,
    StarList: _HAPPENED,
    Proposal: _HAPPENED,
    AccessCode: _GIVEN,
    Answer: _HAPPENED,
    Reviewer: _GIVEN,
    Score: _HAPPENED,
    Tagging: _HAPPENED,
    Order: _ORDERED,
    Ticket: _ORDERED,
    TicketCounter: "its tickets count from one",
    TicketAnswer: _ORDERED,
    AnswerFile: _ORDERED,
    ConsentGiven: _ORDERED,
    Cart: _ORDERED,
    CartItem: _ORDERED,
    SeatTaking: _ORDERED,
    Refund: _ORDERED,
    WaitingEntry: _ORDERED,
    Invoice: _ORDERED,
    Fapiao: _ORDERED,
    SigningKey: "codes of one event open no other",
    Pairing: _GIVEN,
    Device: _GIVEN,
    Admission: _HAPPENED,
    BadgePrinting: _HAPPENED,
    Scan: _HAPPENED,
    Conflict: _HAPPENED,
    RefusedAnswer: _HAPPENED,
    RefusedEntry: _HAPPENED,
    Holding: "it is a hub's own",
    DoorCount: _HAPPENED,
    DoorCrowd: _HAPPENED,
    DoorMinute: _HAPPENED,
    DoorStanding: _HAPPENED,
    DoorTear: _HAPPENED,
    DoorChange: _HAPPENED,
    DoorLife: _HAPPENED,
    Recording: _HAPPENED,
}
