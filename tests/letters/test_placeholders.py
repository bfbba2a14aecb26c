import pytest

from events_svc.letters.errors import UnknownPlaceholder, WordsMissing
from events_svc.letters.models import Audience
from events_svc.letters.placeholders import FOR_AUDIENCE, FOR_ORDER, check, filled, spoken

BUYERS, HOLDERS = FOR_AUDIENCE[Audience.BUYERS], FOR_AUDIENCE[Audience.HOLDERS]


def test_an_unknown_placeholder_is_named_with_its_field() -> None:
    with pytest.raises(UnknownPlaceholder) as refused:
        check({"en": "Hi"}, {"en": "Hi {name}", "zh": "{nmae}，您好"}, BUYERS)
    assert (refused.value.placeholder, refused.value.field) == ("{nmae}", "body_zh")


def test_the_link_of_an_order_goes_to_nobody_but_its_buyer() -> None:
    check({"en": "Hi"}, {"en": "{order_link}"}, BUYERS)
    with pytest.raises(UnknownPlaceholder):
        check({"en": "Hi"}, {"en": "{order_link}"}, HOLDERS)


def test_what_is_to_be_paid_stands_only_in_mails_of_an_order() -> None:
    check({"en": "Hi"}, {"en": "{total} {pay_until}"}, FOR_ORDER)
    with pytest.raises(UnknownPlaceholder):
        check({"en": "Hi"}, {"en": "{total}"}, BUYERS)


def test_a_subject_in_one_language_and_a_text_in_the_other_are_no_mail() -> None:
    with pytest.raises(WordsMissing):
        check({"zh": "你好"}, {"en": "Hello"}, BUYERS)


def test_values_are_put_in_and_are_no_placeholders_again() -> None:
    assert filled("Hi { name }, {event} {}", {"name": "{event}", "event": "Summit"}) == (
        "Hi {event}, Summit {}"
    )


@pytest.mark.parametrize(("reads", "gets"), [("zh-Hans", "zh"), ("en", "en"), ("fr", "zh")])
def test_everybody_is_written_to_in_the_own_language(reads: str, gets: str) -> None:
    both = {"zh": "你好", "en": "Hello"}
    assert (spoken(both, both, reads), spoken({"en": "a"}, both, reads)) == (gets, "en")
