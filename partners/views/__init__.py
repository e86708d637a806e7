"""Pages for who joins, for staff, and for everybody."""
