"""What may become of a proposal, until when, and what a question takes: pure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.answering import AnswerWrong
from events_svc.calls import answers
from events_svc.calls import open as opening
from events_svc.calls.errors import CallClosed, CodeNeeded, StateForbids
from events_svc.calls.models import AccessCode, Call, Offer, ProposalState, Question, QuestionKind
from events_svc.calls.states import TRANSITIONS, Act, after, allows, before

NOON = datetime(2026, 8, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATES = st.sampled_from(ProposalState)


def call(**columns: Any) -> Call:
    return Call(**{"event_id": 1, "is_published": True, "closes_at": NOON, **columns})


def question(kind: QuestionKind, **columns: Any) -> Question:
    options = [{"en": "red"}, {"en": "blue"}]
    return Question(id=1, call_id=1, kind=kind, label={"en": "?"}, options=options, **columns)


@given(state=STATES, act=st.sampled_from(Act))
def test_the_table_alone_says_what_may_become_of_a_proposal(state: ProposalState, act: Act) -> None:
    if allows(state, act):
        assert after(state, act, title={"en": "A"}) is TRANSITIONS[state, act]
        assert state in before(act)
    else:
        with pytest.raises(StateForbids):
            after(state, act, title={"en": "A"})


def test_a_draft_can_only_be_sent_in_and_a_told_acceptance_is_not_rejected() -> None:
    assert [act for act in Act if allows(ProposalState.DRAFT, act)] == [Act.SUBMIT]
    assert not allows(ProposalState.ACCEPTED, Act.REJECT)
    assert before(Act.CONFIRM) == [ProposalState.ACCEPTED]


@pytest.mark.parametrize(
    ("own", "late", "end"),
    [
        (None, None, NOON),
        (NOON - HOUR, None, NOON - HOUR),
        (NOON + HOUR, None, NOON + HOUR),
        (None, NOON + HOUR, NOON + HOUR),
        (None, NOON - HOUR, NOON),
    ],
    ids=["call", "earlier", "later", "late code", "old code"],
)
def test_an_offer_has_its_own_deadline_and_a_code_prolongs_it(
    own: datetime | None, late: datetime | None, end: datetime
) -> None:
    offer = Offer(call_id=1, session_type_id=1, closes_at=own)
    code = AccessCode(call_id=1, code="LATE", valid_until=late) if late else None
    assert opening.closes_at(call(), offer, code) == end


def test_a_rolling_call_never_closes_whatever_a_code_says() -> None:
    code = AccessCode(call_id=1, code="LATE", valid_until=NOON)
    assert opening.closes_at(call(closes_at=None), None, code) is None
    assert opening.is_open(call(closes_at=None), None, None, at=NOON + 9999 * HOUR)


@pytest.mark.parametrize(
    "columns",
    [{"closes_at": NOON}, {"opens_at": NOON + HOUR, "closes_at": None}, {"is_published": False}],
    ids=["over", "not begun", "unpublished"],
)
def test_a_closed_call_admits_nothing(columns: dict[str, Any]) -> None:
    with pytest.raises(CallClosed):
        opening.admit(call(**columns), None, None, at=NOON)


def test_what_needs_a_code_is_not_admitted_without() -> None:
    code = AccessCode(call_id=1, code="KNOWN")
    offer = Offer(call_id=1, session_type_id=1, needs_code=True)
    for one in (call(needs_code=True), call()):
        with pytest.raises(CodeNeeded):
            opening.admit(one, offer, None, at=NOON - HOUR)
        opening.admit(one, offer, code, at=NOON - HOUR)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (QuestionKind.LINE, " a \r\n b ", "a b"),
        (QuestionKind.TEXT, "a\n\n\U00020bb7", "a\n\n\U00020bb7"),
        (QuestionKind.NUMBER, "12", 12),
        (QuestionKind.NUMBER, "1,5", 1.5),
        (QuestionKind.YES_NO, "no", False),
        (QuestionKind.CHOICE, "1", 1),
        (QuestionKind.CHOICES, ["1", "0", "1"], [0, 1]),
        (QuestionKind.CHOICES, [], None),
        (QuestionKind.DATE, "2026-08-26", "2026-08-26"),
        (QuestionKind.URL, "https://example.org/a", "https://example.org/a"),
        (QuestionKind.LINE, "  ", None),
    ],
)
def test_a_question_takes_what_its_kind_says(kind: QuestionKind, raw: Any, value: Any) -> None:
    assert answers.checked(question(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        (QuestionKind.LINE, "x" * 501, "long"),
        (QuestionKind.NUMBER, "nan", "number"),
        (QuestionKind.NUMBER, "1e400", "number"),
        (QuestionKind.NUMBER, "twelve", "number"),
        (QuestionKind.YES_NO, "maybe", "option"),
        (QuestionKind.CHOICE, "2", "option"),
        (QuestionKind.CHOICE, "-1", "option"),
        (QuestionKind.CHOICE, "²", "option"),
        (QuestionKind.CHOICES, ["0", "9" * 30], "option"),
        (QuestionKind.DATE, "2026-02-30", "date"),
        (QuestionKind.URL, "javascript:alert(1)", "url"),
        (QuestionKind.URL, "https://a b", "url"),
    ],
)
def test_a_question_refuses_the_rest(kind: QuestionKind, raw: Any, problem: str) -> None:
    with pytest.raises(AnswerWrong) as refused:
        answers.checked(question(kind), raw)
    assert refused.value.problem == problem


def test_a_bilingual_question_takes_either_side() -> None:
    asked = question(QuestionKind.LINE, is_bilingual=True)
    assert answers.checked(asked, {"zh": "红", "en": ""}) == {"zh": "红"}
    assert answers.checked(asked, {"zh": " ", "en": ""}) is None


def test_only_what_applies_can_be_missing() -> None:
    asked = question(QuestionKind.LINE, is_required=True, only_types=[7], only_tracks=[3])
    cases = [(None, None), (7, None), (8, 3), (7, 3)]
    found = [
        answers.missing([asked], {}, session_type_id=kind, track_id=track) for kind, track in cases
    ]
    assert found == [[], [], [], [asked]]
    assert answers.missing([asked], {1: False}, session_type_id=7, track_id=3) == []
