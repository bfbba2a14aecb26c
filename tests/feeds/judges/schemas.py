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
    """By lxml, by xmllint where it is, and by xmlschema, which is written in Python alone."""
    by_lxml, by_python = _of_xml()
    by_lxml.assertValid(etree.fromstring(body))
    assert [error.reason for error in by_python.iter_errors(body.decode())] == []
    if xmllint := shutil.which("xmllint"):
        command = [xmllint, "--noout", "--schema", str(SCHEMAS / "schedule.xml.xsd"), "-"]
        subprocess.run(command, input=body, capture_output=True, check=True)


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
