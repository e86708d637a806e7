"""Programmes are what the files say; terms that somebody may have agreed to are never written anew."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from partners.models import Programme, Terms
from partners.seeds import TermsChangedError, load_programmes, renew

pytestmark = pytest.mark.django_db
FILES = settings.BASE_DIR / "data" / "programmes"


def _written(folder: Path, **changes: object) -> Path:
    values = json.loads((FILES / "kyoso.json").read_text(encoding="utf-8"))
    values["terms"] |= {key: changes.pop(key) for key in ("text", "version") if key in changes}
    (folder / "kyoso.json").write_text(json.dumps(values | changes), encoding="utf-8")
    return folder


def test_the_files_of_the_hub_are_loaded_once() -> None:
    assert [load_programmes(FILES), load_programmes(FILES)] == [2, 0]
    assert list(renew()) == []
    rows = Programme.objects.values_list("key", "term_months", "remind_days", "is_contacted_directly", "is_sample")
    assert list(rows) == [("kyoso", None, [60, 30], False, True), ("jinsei100", 24, [60, 30], True, True)]
    assert Programme.objects.get(key="jinsei100").fields == ["exercise", "nutrition", "participation", "living"]
    assert list(Terms.objects.values_list("version", flat=True)) == [1, 1]
    assert not [text for text in Terms.objects.values_list("text", flat=True) if "見本" not in text]


def test_what_staff_chose_and_the_last_number_stay(tmp_path: Path) -> None:
    load_programmes(FILES)
    Programme.objects.filter(key="kyoso").update(is_open=False, last_number=7)
    assert load_programmes(_written(tmp_path, summary="新しい")) == 1
    programme = Programme.objects.get(key="kyoso")
    assert (programme.summary, programme.is_open, programme.last_number) == ("新しい", False, 7)


def test_another_text_of_the_same_version_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    load_programmes(FILES)
    changed = _written(tmp_path, summary="新しい", text="べつの約束")
    with pytest.raises(TermsChangedError, match="第1版"):
        load_programmes(changed)
    with pytest.raises(CommandError, match="版の番号をひとつ上げて"):
        call_command("load_programmes", data=changed)
    assert not Programme.objects.filter(summary="新しい").exists()


def test_a_new_version_stands_beside_the_old_one(tmp_path: Path) -> None:
    said = StringIO()
    load_programmes(FILES)
    call_command("load_programmes", data=_written(tmp_path, text="べつの約束", version=2), stdout=said)
    assert said.getvalue() == "1件を書きました。\n"
    terms = Terms.objects.filter(programme__key="kyoso").values_list("version", flat=True)
    assert sorted(terms) == [1, 2]
