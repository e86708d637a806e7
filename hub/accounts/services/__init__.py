"""What is written of organisations and their members."""

from hub.accounts.services.organizations import save_organization

__all__ = ["save_organization"]
