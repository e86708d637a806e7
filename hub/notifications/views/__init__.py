"""Pages of notices, and the mails of a demonstration."""
