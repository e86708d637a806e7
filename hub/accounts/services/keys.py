"""Bringing what is encrypted under a new key."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from hub import encryption

# Where allauth keeps what its adapter encrypted.
_FIELDS = ("secret", "seed")


def rotate_second_factors() -> int:
    """Each row on its own, so that it can be stopped and begun again; returns how many were written anew."""
    written = 0
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        written += _rotate(pk)
    return written


@transaction.atomic
def _rotate(pk: int) -> bool:
    row = Authenticator.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        return False
    names = [name for name in _FIELDS if isinstance(row.data.get(name), str)]
    for name in names:
        row.data[name] = encryption.rotate(row.data[name])
    migrated = row.data.get("migrated_codes")
    if isinstance(migrated, list):
        row.data["migrated_codes"] = [encryption.rotate(code) for code in migrated]
    row.save(update_fields=["data"])
    return bool(names or migrated)
