"""The schemas of the chaos video operators, and those who check by them."""

import json
import shutil
import subprocess
from functools import cache

import jsonschema
import pytest
import xmlschema
from lxml import etree

from tests.conftest import SHARED

SCHEMAS = SHARED / "spec" / "c3voc"


def assert_valid_xml(body: bytes) -> None:
    """By lxml, and by xmllint where it is."""
    _of_xml()[0].assertValid(etree.fromstring(body))
    if xmllint := shutil.which("xmllint"):
        command = [xmllint, "--noout", "--schema", str(SCHEMAS / "schedule.xml.xsd"), "-"]
        subprocess.run(command, input=body, capture_output=True, check=True)


def assert_valid_xml_in_python(body: bytes) -> None:
    """By xmlschema, which shares no line with the others and takes 1 ms an entry."""
    assert [error.reason for error in _of_xml()[1].iter_errors(body.decode())] == []


def assert_valid_json(body: bytes) -> None:
    """By jsonschema, draft 6, with the formats."""
    assert [error.message for error in _of_json().iter_errors(json.loads(body))] == []


@cache
def _of_xml() -> tuple[etree.XMLSchema, xmlschema.XMLSchema]:
    path = SCHEMAS / "schedule.xml.xsd"
    if not path.exists():
        pytest.skip("the schemas are not here")
    return etree.XMLSchema(etree.parse(path)), xmlschema.XMLSchema(str(path))


@cache
def _of_json() -> jsonschema.Draft6Validator:
    path = SCHEMAS / "schema.json"
    if not path.exists():
        pytest.skip("the schemas are not here")
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft6Validator(json.loads(path.read_text()), format_checker=checker)
