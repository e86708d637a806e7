"""Reading municipal event files: everything up to, and not including, the first write."""
