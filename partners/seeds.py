"""Programmes and their terms, from ``data/programmes``: what a hub begins with, and what it is brought up to at each start."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from hub.renames import tell_renamed
from partners.models import Programme, Terms
from partners.services.faqs import load_faqs
from partners.services.need_samples import load_needs


class TermsChangedError(Exception):
    """Somebody may have agreed to the former text: another text is another version."""


def seed() -> Iterator[str]:
    """Yields a line for each step."""
    yield f"登録制度 {load_programmes(settings.BASE_DIR / 'data' / 'programmes')}件"
    yield f"よくある質問 {load_faqs(settings.BASE_DIR / 'data' / 'partner_faqs.csv')}件（見本）"
    yield f"地域課題 {load_needs(settings.BASE_DIR / 'data' / 'need_samples.csv')}件（見本）"


def renew() -> Iterator[str]:
    """At every start: nothing where the files say what is there already."""
    written = load_programmes(settings.BASE_DIR / "data" / "programmes")
    if written:
        yield f"登録制度を{written}件、新しくしました。"


@transaction.atomic
def load_programmes(folder: Path) -> int:
    """Creates what is missing and changes what differs; how many programmes were written. Nothing is removed.

    Whether a programme is open, and which number it gave last, is not in the files and stays as it is.
    Raises ``TermsChangedError``, and writes nothing, where terms of a version that is there have another text.
    """
    read = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
    names = dict(Programme.objects.values_list("key", "name"))
    written = sum([_load(dict(values)) for values in read])
    for programme in Programme.objects.filter(key__in=names):
        if programme.name != names[programme.key]:
            tell_renamed(programme)
    return written


def _load(values: dict[str, Any]) -> bool:
    terms = values.pop("terms")
    key = values.pop("key")
    programme = Programme.objects.filter(key=key).first() or Programme(key=key)
    is_changed = programme.pk is None or any(getattr(programme, name) != value for name, value in values.items())
    if is_changed:
        for name, value in values.items():
            setattr(programme, name, value)
        programme.full_clean()
        programme.save(update_fields=[*values] if programme.pk else None)
    return _load_terms(programme, terms) or is_changed


def _load_terms(programme: Programme, values: dict[str, Any]) -> bool:
    version, text, valid_from = values["version"], values["text"], date.fromisoformat(values["valid_from"])
    there = programme.terms.filter(version=version).first()
    if there is None:
        Terms.objects.create(programme=programme, version=version, text=text, valid_from=valid_from)
        return True
    if (there.text, there.valid_from) != (text, valid_from):
        raise TermsChangedError(
            f"「{programme.name}」の約束 第{version}版が、もうあるものと違います。"
            "前の約束に印をつけた団体があるかもしれません。版の番号をひとつ上げてください。"
        )
    return False
