"""A form without an account: sent twice it is one, and what fills a box that nobody sees is a machine."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.cache import cache
from django.utils.crypto import salted_hmac

_REMEMBERED = 86_400


def contacts_of(phone: str, address: str) -> list[str]:
    """What was typed of a number and an address, each in one way of writing."""
    return [one for one in (re.sub("[^0-9]", "", phone), address.lower()) if one]


def number_sent(purpose: str, client: str, words: Mapping[str, str]) -> int | None:
    """Of what the same client sent today with the same words, from another opening of the page.

    Whoever goes back in the browser and presses again has a new page and the old words. None too where Redis was away.
    """
    number: int | None = cache.get(_key(purpose, client, words))
    return number


def remember_sent(purpose: str, client: str, words: Mapping[str, str], number: int) -> None:
    """For a day: a client has another pseudonym tomorrow. Kept are the number and a keyed hash, nothing of the words."""
    cache.set(_key(purpose, client, words), number, _REMEMBERED)


def _key(purpose: str, client: str, words: Mapping[str, str]) -> str:
    said = "\x1f".join([client, *(f"{name}={words[name]}" for name in sorted(words))])
    return f"sent:{purpose}:{salted_hmac('hub.sent_once', said, algorithm='sha256').hexdigest()[:40]}"


class SentOnceForm(forms.Form):
    """Its page holds ``<input type="hidden" name="page">`` and a hidden box ``website``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """``page``: the mark of the opened page, a new one where somebody sends none."""
        super().__init__(*args, **kwargs)
        try:
            self.page = uuid.UUID(self.data.get("page", ""))
        except ValueError:
            self.page = uuid.uuid4()

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the box was filled that nobody sees."""
        return bool(self.data.get("website"))
