"""What a change did to a record, as people read it."""
