"""Event files as cities send them, for the tests."""

import csv
import io
from pathlib import Path

from django.conf import settings

EVENTS = Path(settings.BASE_DIR) / "data" / "events"
HACHIOJI = EVENTS / "o1-132012_g1-000304.csv"

LIST_A = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "イベント名",
    "イベント名_カナ",
    "イベント名_英語",
    "開始日",
    "終了日",
    "開始時間",
    "終了時間",
    "開始日時特記事項",
    "説明",
    "料金(基本)",
    "料金(詳細)",
    "連絡先名称",
    "連絡先電話番号",
    "連絡先内線番号",
    "主催者",
    "場所名称",
    "住所",
    "方書",
    "緯度",
    "経度",
    "アクセス方法",
    "駐車場情報",
    "定員",
    "参加申込終了日",
    "参加申込終了時間",
    "参加申込方法",
    "URL",
    "備考",
]

_ROW = {
    "NO": "1", "都道府県コード又は市区町村コード": "132012", "名称": "囲碁の会", "開始日": "2022-01-29", "終了日": "2022-01-29",
    "開始時刻": "10:00", "終了時刻": "12:00", "集合場所": "川口市民センター",
}  # fmt: skip


def row(**cells: str) -> dict[str, str]:
    """A row of list B that can be imported, with these cells in it."""
    return _ROW | cells


def as_csv(rows: list[dict[str, str]], *, columns: list[str] | None = None, end: str = "\n") -> str:
    """The rows with a header line of all columns that occur."""
    names = columns or list(dict.fromkeys(name for one in rows for name in one))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def csv_count(content: bytes) -> int:
    """Data rows of a UTF-8 file, counted by the csv module alone."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return sum(1 for cells in rows if cells) - 1


def read_rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a UTF-8 file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    return list(reader.fieldnames or []), rows
