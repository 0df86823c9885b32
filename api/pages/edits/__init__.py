"""Forms that change records: one mechanism for every resource."""
