"""Forms that change what is recorded: one mechanism for every resource."""
