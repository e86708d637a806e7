"""Words that the database holds encrypted, and that nobody reads in passing: a row that was loaded has them still sealed.

They are opened by name, in the one module of an app that records who looked (``tests/test_sealed.py`` says where that may
be). So neither a template, a log, an error page nor a search can show what a query happened to fetch.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models, transaction

from hub import encryption

_AT_ONCE, _LARGE_AT_ONCE = 500, 3


class Sealed:
    """One value. It is true where something stands in it; what, it tells to ``unsealed`` alone."""

    __slots__ = ("_token",)

    def __init__(self, token: str = "") -> None:
        self._token = token

    @classmethod
    def of(cls, value: str | bytes) -> "Sealed":
        """Text, or the bytes of a file, under the first key; nothing stays nothing."""
        return cls(encryption.encrypt(value) if value else "")

    @property
    def token(self) -> str:
        """As it lies in the database."""
        return self._token

    def unsealed(self) -> str:
        """The words. Raises ``ValueError`` where no key fits."""
        return encryption.decrypt(self._token) if self._token else ""

    def unsealed_bytes(self) -> bytes:
        """The same of a file."""
        return encryption.decrypt_bytes(self._token) if self._token else b""

    def __bool__(self) -> bool:
        return bool(self._token)

    def __repr__(self) -> str:
        return "<sealed>" if self._token else "<sealed: empty>"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._token == other._token

    def __hash__(self) -> int:
        return hash(self._token)


class _SealedAttribute:
    """What is assigned is sealed at once: from then on the row can't show it either."""

    def __init__(self, field: "SealedField") -> None:
        self._field = field

    def __get__(self, row: Any, _owner: Any = None) -> Any:
        if row is None:
            return self
        values = row.__dict__
        if self._field.attname not in values:
            row.refresh_from_db(fields=[self._field.attname])
        return values[self._field.attname]

    def __set__(self, row: Any, value: "Sealed | str | bytes | None") -> None:
        row.__dict__[self._field.attname] = value if isinstance(value, Sealed) else Sealed.of(value or "")


class SealedField(models.TextField):
    """Text of any length, encrypted under ``ENCRYPTION_KEYS``; empty is kept empty. Not to be searched or sorted by.

    A file is assigned as bytes and lies in it in the same way; ``is_large``: so few of them are written anew at once.
    """

    def __init__(self, *args: Any, is_large: bool = False, **kwargs: Any) -> None:
        self.is_large = is_large
        values: dict[str, Any] = {"blank": True, "default": "", "editable": False} | kwargs
        super().__init__(*args, **values)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for key in ("blank", "default", "editable"):
            kwargs.pop(key, None)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))

    def from_db_value(self, value: str | None, *_args: Any) -> Sealed:
        return Sealed(value or "")

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else Sealed.of(value or "")

    def get_prep_value(self, value: Any) -> str:
        return value.token if isinstance(value, Sealed) else Sealed.of(value or "").token

    def value_to_string(self, obj: Any) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def get_lookup(self, lookup_name: str) -> Any:
        """Nobody finds a row by what is sealed in it."""
        raise FieldError(f"{self.name} is sealed: it can't be looked up")

    def formfield(self, *_args: Any, **_kwargs: Any) -> None:
        """No form is made of it."""


def sealed_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Each model that has some, with their names."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if names:
            yield model, names


def rotate_sealed(only: Collection[type[models.Model]] = ()) -> int:
    """Writes all under the first of ``ENCRYPTION_KEYS``, in batches; how many rows. Begun anew it does no harm.

    Records that the running hub may not change are among them: it is run as the owner of the tables. ``only``: of these.
    """
    return sum(_rotate(model, names) for model, names in sealed_fields() if not only or model in only)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _rotate(model: type[models.Model], names: list[str]) -> int:
    done = last = 0
    at_once = _LARGE_AT_ONCE if any(_field(model, name).is_large for name in names) else _AT_ONCE
    if not model._default_manager.exists():
        return 0  # nor is it asked whether one might lock them
    while True:
        with transaction.atomic():
            rows = list(
                model._default_manager.select_for_update(of=("self",), no_key=True)
                .filter(pk__gt=last).order_by("pk").only("pk", *names)[:at_once]
            )  # fmt: skip
            if not rows:
                return done
            filled = [row for row in rows if any(getattr(row, name) for name in names)]
            for row in filled:
                for name in names:
                    token = getattr(row, name).token
                    setattr(row, name, Sealed(encryption.rotate(token) if token else ""))
            model._default_manager.bulk_update(filled, names)
        done, last = done + len(rows), rows[-1].pk
