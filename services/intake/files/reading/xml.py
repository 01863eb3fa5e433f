"""XML from outside: no workbook declares entities, so a part that does is broken, or made to do harm."""

from __future__ import annotations

from xml.parsers import expat


def build_parser() -> expat.XMLParserType:
    """Return a parser that raises ValueError at a document type: entities may multiply, or name other files."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a workbook has no document type")
