"""One's own account: log in, in two steps where that is set up, and what belongs to it."""
