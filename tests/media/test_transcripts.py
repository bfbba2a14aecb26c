"""Transcripts: kept from cues, read as paragraphs, searched to the second."""

from events_svc.media import transcripts
from events_svc.media.transcripts import Hit, Line
from events_svc.media.vtt import Cue

CUES = [
    Cue(1_000, 3_000, "欢迎来到青年科学"),
    Cue(3_000, 5_500, "家论坛，今天谈数字孪生。"),
    Cue(12_000, 15_000, "Digital twins are", "何静"),
    Cue(15_000, 16_900, "models that learn."),
    Cue(17_000, 18_000, "ＡＩ 与孪生"),
]
KEPT = transcripts.kept(CUES)


def test_the_lines_come_back_with_their_times_and_voices() -> None:
    assert transcripts.lines(KEPT.lines, KEPT.marks) == [
        Line(1_000, 3_000, "欢迎来到青年科学"),
        Line(3_000, 5_500, "家论坛，今天谈数字孪生。"),
        Line(12_000, 15_000, "何静: Digital twins are"),
        Line(15_000, 16_900, "models that learn."),
        Line(17_000, 18_000, "ＡＩ 与孪生"),
    ]


def test_a_word_is_found_at_its_second_in_both_languages() -> None:
    assert transcripts.hits("孪生", KEPT) == [
        Hit(3_000, "家论坛，今天谈数字孪生。"),
        Hit(17_000, "ＡＩ 与孪生"),
    ]
    assert transcripts.hits("TWIN", KEPT) == [Hit(12_000, "何静: Digital twins are")]
    assert transcripts.hits("ai", KEPT)[0].second == 17


def test_a_word_that_two_cues_share_is_found_where_it_begins() -> None:
    assert transcripts.hits("科学家", KEPT) == [
        Hit(1_000, "欢迎来到青年科学家论坛，今天谈数字孪生。")
    ]
    assert KEPT.folded.startswith("欢迎来到青年科学家论坛")


def test_lines_with_more_of_the_words_come_before_lines_with_fewer() -> None:
    assert transcripts.hits("数字 孪生", KEPT, most=1) == [Hit(3_000, "家论坛，今天谈数字孪生。")]
    assert transcripts.hits("，", KEPT) == transcripts.hits("nowhere", KEPT) == []


def test_a_pause_begins_a_paragraph() -> None:
    said = transcripts.lines(KEPT.lines, KEPT.marks)

    assert [len(paragraph) for paragraph in transcripts.paragraphs(said)] == [2, 3]
    assert transcripts.paragraphs([]) == []


def test_a_long_paragraph_ends_with_its_sentence() -> None:
    said = [Line(n * 1000, n * 1000 + 1000, "x" * 99 + "。") for n in range(6)]

    assert [len(one) for one in transcripts.paragraphs(said)] == [3, 3]


def test_what_was_looked_for_is_marked_in_the_text_as_it_was_written() -> None:
    assert transcripts.marked("Der Čapek-Ruhm, ﬁne", "capek FIN") == [
        ("Der ", False),
        ("Čapek", True),
        ("-Ruhm, ", False),
        ("ﬁn", True),
        ("e", False),
    ]
    assert transcripts.marked("论坛", "x") == [("论坛", False)]
