"""Redaction: permanently erases content that should not have been recorded."""

from db.commands.redaction.redacting import redact

__all__ = ["redact"]
