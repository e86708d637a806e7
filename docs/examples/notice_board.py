#!/usr/bin/env python3
"""掲示板の画面に出す文字を作ります：ある地区の、今日これからの催し。

    python3 notice_board.py https://hub.example 21          # 21 は地区の番号（/api/v1/districts/）

終わったものは出ません。中止は「中止」、見本は「見本」と出します。
"""

import json
import sys
import urllib.parse
import urllib.request


def main(site, district):
    query = urllib.parse.urlencode({"when": "today", "district": district, "page_size": 12})
    with urllib.request.urlopen(f"{site.rstrip('/')}/api/v1/occurrences/?{query}", timeout=30) as answer:
        dates = json.load(answer)["results"]
    for date in dates:
        event = date["event"]
        begin = date["starts_at"][11:16] if date["has_time"] else "時間は主催者へ"
        marks = "".join(["【中止】" * (date["state"] == "cancelled"), "【見本】" * event["is_sample"]])
        print(f"{begin}　{marks}{event['title']}　{event['venue_name'] or event['town']}")
    if not dates:
        print("今日これからの催しは、ありません。")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("例：python3 notice_board.py https://hub.example 21")
    main(*sys.argv[1:])
