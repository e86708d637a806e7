"""The pages on which members of an organisation write its places and events."""
