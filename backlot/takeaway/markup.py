"""
Write XML documents.

The standard library is enough and safe: the dangers of XML (entities, DOCTYPE) lie in reading it. It
escapes markup; what XML forbids altogether is cleaned away before (`clean`). Namespaces are plain
attributes of the root, as `register_namespace` is one table that all requests of the process share.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

__all__ = ["add_text", "document"]


def add_text(parent: Element, tag: str, text: str) -> None:
    """Add an element with a text; none where the text is empty."""
    if text:
        SubElement(parent, tag).text = text


def document(root: Element) -> bytes:
    """Return a document as UTF-8 with its declaration, indented; the tree is changed by that."""
    indent(root)
    data: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return data + b"\n"
