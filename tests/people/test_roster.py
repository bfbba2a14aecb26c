import pytest

from events_svc.people.roster import Person, read
from events_svc.schedule.importing import separated
from events_svc.schedule.importing.errors import FileRefused

pytestmark = pytest.mark.engineless

TYPES = {"标准票": 1, "Standard": 1, "VIP": 2}


def _read(text: str, **options: object):  # type: ignore[no-untyped-def]  # options of read
    return read(separated.sheets(text.encode()), TYPES, **options)  # type: ignore[arg-type]  # whatever the test names


def test_columns_are_known_by_their_names_in_both_languages() -> None:
    found = _read(
        "单位,姓名（必填）,电子邮箱,手机号,票种\n机器人协会,𠮷 䶮,ji@example.org,13800000000,vip\n"
    )
    assert found.meanings == ("organisation", "name", "email", "phone", "ticket_type")
    assert found.people == [Person(2, "𠮷 䶮", "ji@example.org", "13800000000", "机器人协会", 2)]
    assert found.problems == []


def test_the_header_may_stand_below_a_title() -> None:
    found = _read(
        "参会名单,,\n,,\nName;E-mail\nAda;ada@example.org\n".replace(";", ","), usual_type_id=1
    )
    assert [one.name for one in found.people] == ["Ada"]


def test_a_wrong_row_names_row_and_column() -> None:
    found = _read(
        "name,email,phone,type\nAda,ada@example,123456,Standard\n,b@example.org,x,Gold\n"
        "Cy,cy@example.org,,VIP\nCy,CY@example.org,,VIP\n"
    )
    assert [str(one) for one in found.problems] == [
        "line 2, column B: “ada@example” is no e-mail address.",
        "line 3, column A: There is no name.",
        "line 3, column C: “x” is no phone number.",
        "line 3, column D: There is no ticket type “Gold”.",
        "line 5, column B: The same person stands in row 4.",
    ]
    assert [one.name for one in found.people] == ["Cy"]


def test_without_a_type_everybody_gets_the_usual_one_or_it_is_said() -> None:
    assert [one.ticket_type_id for one in _read("name\nAda\n", usual_type_id=2).people] == [2]
    assert [str(one) for one in _read("name\nAda\n").problems] == [
        "line 2: There is no ticket type."
    ]


def test_a_person_may_say_what_the_columns_mean() -> None:
    found = _read("wer,wo\nAda,CERN\n", usual_type_id=1, chosen=["name", "organisation"])
    assert [(one.name, one.organisation) for one in found.people] == [("Ada", "CERN")]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "姓名\n"])
def test_a_table_without_people_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        _read(text, usual_type_id=1)


def test_numbers_of_a_spreadsheet_are_phone_numbers_again() -> None:
    sheets = separated.sheets(b"name,phone\nAda,1\n")
    sheets[0].rows[1].cells[1] = 13800000000.0
    assert read(sheets, TYPES, usual_type_id=1).people[0].phone == "13800000000"
