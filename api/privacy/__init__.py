"""Privacy: everything about a person, to take along or to erase."""
