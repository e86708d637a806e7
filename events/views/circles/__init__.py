"""Pages of circles: for everybody, for who joins, for who runs them, for staff."""
