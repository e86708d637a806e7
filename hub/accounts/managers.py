"""How accounts are made and found: by email address, whatever its case."""

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager[Any]):
    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """An account. Without a password it can't log in until one is set."""
        if not email:
            raise ValueError("an account needs an email address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Any:
        """An administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
