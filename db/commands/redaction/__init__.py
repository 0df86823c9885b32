"""Erasing for good what should never have been written down."""

from db.commands.redaction.redacting import redact

__all__ = ["redact"]
