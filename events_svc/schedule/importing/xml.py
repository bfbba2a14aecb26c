"""Bytes become an XML tree without entities, DTD or network, or a refusal that names the line."""

from typing import Any

from lxml import etree

from events_svc.schedule.importing.errors import Place, refused

MOST_BYTES = 50 * 1024 * 1024
DEEPEST = 40
MOST_ELEMENTS = 500_000  # FOSDEM 2026 has 25,000; a tree takes some 130 bytes for each

Element = Any  # lxml ships no types


def document(raw: bytes) -> Element:
    """The root element; raises FileRefused for what is no XML, too large, too deep or has a DTD."""
    if len(raw) > MOST_BYTES:
        raise refused("The file is larger than 50 MB.")
    if raw.count(b"<") > 2 * MOST_ELEMENTS:  # before 50 MB of `<a/>` become 1.7 GB of tree
        raise refused("The file has too many elements.")
    root = _parsed(raw)
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.doctype:
        raise refused("A document type or entities are not accepted.", place=Place(1))
    _refuse_depth(root)
    return root


def _parsed(raw: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        place = Place(error.lineno or 0, column=str(error.offset or ""))
        raise refused("This is not well-formed XML: {value}", error.msg or "", place) from error
    except ValueError as error:
        raise refused("This is not well-formed XML: {value}", str(error)) from error


def _refuse_depth(root: Element) -> None:
    depth = 0
    for count, (step, element) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if step == "start" else -1
        if depth > DEEPEST:
            place = Place(element.sourceline or 0)
            raise refused("The elements are nested too deeply.", place=place)
        if count > 2 * MOST_ELEMENTS:
            raise refused("The file has too many elements.")
