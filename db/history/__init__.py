"""Reads of the record as it was recorded at an instant, from its history.

A record at that instant is the snapshot that its first change afterwards found, else
the record itself. Each module makes rows of these snapshots, of the types that
``db.queries`` declares: a serializer does not know how a row was read.
"""
