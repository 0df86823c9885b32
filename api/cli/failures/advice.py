"""Remedies for messages of the database drivers."""

import re

# Messages of the drivers, and their remedies. The first match is used.
ADVICE = (
    (
        "database is locked|lock timeout|statement timeout",
        "The database is in use by another program: wait for it, or stop it, and try "
        "again.",
    ),
    (
        "readonly database|read-only",
        "The database cannot be written to: make its file, its folder and its disk "
        "writable.",
    ),
    (
        "unable to open database file",
        "The database file cannot be opened: check that its folder exists, and that "
        "you may write to it.",
    ),
    (
        "disk is full|No space left",
        "The disk is full: free some space, and try again. Nothing was changed.",
    ),
    (
        "file is not a database|malformed",
        "This file is not a SQLite database, or is damaged: name another one, or "
        "restore it from a backup with `onrecord restore`.",
    ),
    (
        r'database ".*" does not exist',
        "The server has no database of this name: create it (createdb NAME), then run "
        "`onrecord migrate`.",
    ),
    (
        "authentication failed|no password supplied|role .* does not exist",
        "The database refuses this user or password: correct them in its URL "
        "(ONRECORD_DATABASE_URL).",
    ),
    (
        "too many (clients|connections)|connection slots",
        "The database has no connection left: lower ONRECORD_DATABASE_CONNECTIONS or "
        "ONRECORD_WORKERS, or raise max_connections of the database.",
    ),
    (
        "no such table|relation .* does not exist",
        "The database lacks tables: run `onrecord migrate` on it.",
    ),
    (
        "refused|translate host name|timeout|No such file|unreachable|No route|closed",
        "The database cannot be reached: check that it is running, and that its URL "
        "(ONRECORD_DATABASE_URL) is correct.",
    ),
)


def advised(words: str) -> str | None:
    """Return the remedy for a message of a driver, if it is known."""
    for known, advice in ADVICE:
        if re.search(known, words, re.IGNORECASE):
            return f"{advice} ({words})"
    return None


def first_line(error: Exception) -> str:
    """Return the driver's message, without the SQL and the values that follow."""
    words = str(getattr(error, "orig", error)).strip() or type(error).__name__
    return words.splitlines()[0].rstrip(".")
