"""Registrations in the feed: those in force, as the organisation's page shows them."""
