"""Forms with files, as ``multipart/form-data`` (RFC 7578), read strictly.

Only text is taken from files, so that a form with files is like any other form. The
size of a body is limited before it is read.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from email.message import Message
from email.parser import BytesHeaderParser

MULTIPART = "multipart/form-data"
HEADERS = BytesHeaderParser()
DISPOSITION = "content-disposition"
MAX_HEAD = 8192  # bytes of the headers of a part: browsers send some hundred


def fields_of(
    content_type: str, body: bytes, *, most: int
) -> Mapping[str, Sequence[str]]:
    """Return the non-empty fields; raise ``ValueError`` for a malformed body.

    A part that is not UTF-8 raises ``UnicodeDecodeError``.
    """
    found = defaultdict[str, list[str]](list)
    for number, (name, content) in enumerate(_parts(content_type, body)):
        if number == most:
            message = "too many fields"
            raise ValueError(message)
        if content:
            found[name].append(content.decode("utf-8-sig"))
    return found


def _parts(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each part."""
    boundary = _boundary(content_type)
    before, *parts, end = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if before or not end.startswith(b"--"):
        message = "the body is cut off"
        raise ValueError(message)
    for part in parts:
        head, _, content = part.partition(b"\r\n\r\n")
        if len(head) > MAX_HEAD:
            message = "a part with long headers"
            raise ValueError(message)
        yield _name(head), content


def _boundary(content_type: str) -> bytes:
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_boundary("")
    if not boundary:
        message = "no boundary"
        raise ValueError(message)
    return boundary.encode("latin-1")


def _name(head: bytes) -> str:
    name = HEADERS.parsebytes(head.lstrip(b"\r\n")).get_param("name", "", DISPOSITION)
    if not isinstance(name, str) or not name:
        message = "a part without a name"
        raise ValueError(message)
    return name
