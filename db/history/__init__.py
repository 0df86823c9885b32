"""Reads of the record as it was at an instant, from audit entries.

The state of a record at an instant is the snapshot in its first later audit entry, or
its row if there is none. Each module turns snapshots into the row types that
``db.queries`` declares: a serializer cannot tell how a row was read.
"""
