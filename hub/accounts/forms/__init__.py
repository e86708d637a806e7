"""What members of organisations send."""
