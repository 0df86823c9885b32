"""Redaction: erases for good what should never have been recorded."""

from db.commands.redaction.redacting import redact

__all__ = ["redact"]
