"""Forms with files, as ``multipart/form-data`` (RFC 7578), read strictly.

Only text is taken from files, so that a form with files is like any other form. The
size of a body is limited before it is read.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

MULTIPART = "multipart/form-data"
DISPOSITION = b"content-disposition"
MAX_HEAD = 8192  # bytes of the headers of a part: browsers send some hundred
# One parameter of a header. Browsers send quotes in names as `%22`. The parser of the
# standard library needs time with the square of the length.
PARAMETER = re.compile(rb';[ \t]*([^\s;="]+)=(?:"([^"]*)"|([^\s;"]+))[ \t]*')


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
    boundary = _parameter(content_type.encode("latin-1"), b"boundary")
    if not boundary:
        message = "no boundary"
        raise ValueError(message)
    return boundary


def _name(head: bytes) -> str:
    for line in head.split(b"\r\n"):
        header, _, value = line.partition(b":")
        if header.strip().lower() == DISPOSITION:
            name = _parameter(value, b"name")
            if name:
                return name.decode()
    message = "a part without a name"
    raise ValueError(message)


def _parameter(header: bytes, name: bytes) -> bytes:
    """Return a parameter of a header, or nothing; raise ``ValueError`` if malformed."""
    place = len(header.partition(b";")[0])
    while place < len(header):
        found = PARAMETER.match(header, place)
        if found is None:
            message = "a malformed header"
            raise ValueError(message)
        if found[1].lower() == name:
            return found[2] or found[3] or b""
        place = found.end()
    return b""
