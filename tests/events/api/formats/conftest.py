"""What the tests of the import stand on: the city's words and areas."""

from tests.events.importing.conftest import city

__all__ = ["city"]
