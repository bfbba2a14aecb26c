"""What is refused of questions and answers; the docstring is what people read."""

from events_svc.text import Text
from events_svc.tickets.errors import NotReserved


class Unanswered(NotReserved):
    """Please answer “{label}”."""

    def __init__(self, label: Text, question_id: int, ticket_type_id: int) -> None:
        super().__init__(question_id)
        self.label = label
        self.question_id = question_id
        self.ticket_type_id = ticket_type_id


class AnswersWrong(Exception):
    """Some answers cannot be used as they stand."""

    def __init__(self, problems: dict[int, str]) -> None:
        super().__init__(problems)
        self.problems = problems  # by id of the question; keys of PROBLEMS


class OptionsNeeded(Exception):
    """A choice offers at least two answers."""


class AnsweredAlready(Exception):
    """People have answered this: its kind stays, and its options can be reworded, not taken away."""


class DependsWrong(Exception):
    """A question can follow the answers of a choice or of a yes or no, and not its own."""


class OthersDepend(Exception):
    """Other questions follow the answers to this one. Please change those first."""


class FileUnfit(Exception):
    """A PDF, PNG or JPEG file of at most {most} MB, please."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class AnswersOver(Exception):
    """The answers of this ticket cannot be changed any more."""
