"""Writing within one's memberships, through the services that the pages of members use."""
