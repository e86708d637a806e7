#!/usr/bin/env python3
"""つながりハブの配信（/api/v1/）の写しを SQLite に作り、ずれないように追いかけます。

    python3 mirror.py https://hub.example mirror.sqlite3            # 60秒ごとに追いかける（Ctrl-C で止める）
    python3 mirror.py https://hub.example mirror.sqlite3 --once     # いまの状態にそろえて終わる

要るのは Python 3.9 以上だけです。いつ止めても、次に動かすと続きから始まります。
写しは表 things にあります。読むときの例：

    SELECT json_extract(document, '$.title') FROM things WHERE kind = 'events';

進め方：
1. 先に、いまの位置（トークン）をもらう。
2. 一覧を終わりまで読む。読んでいる間の変更は、1 の位置から追いかけるので失われない。
3. 変更を順に当てる。変更と次のトークンを、同じトランザクションで書く。
4. 410（続きから読めない）と言われたら、となりに作り直して、できたところで入れ替える。
"""

import argparse
import gzip
import json
import random
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

KINDS = ("districts", "themes", "audiences", "welcome-marks", "organizations", "places", "events")
ATTEMPTS = 8
LONGEST_WAIT = 300
TABLES = """
CREATE TABLE IF NOT EXISTS things (kind TEXT, id INTEGER, document TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS fresh (kind TEXT, id INTEGER, document TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class StartAnew(Exception):
    """続きから読めない。一覧から読み直す。"""


def say(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


def fetch(url, etag=""):
    """JSON と ETag。変わっていなければ (None, etag)。混んでいるときや切れたときは、待ってやり直す。"""
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "tsunagari-mirror/1"}
    if etag:
        headers["If-None-Match"] = etag
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
                body = answer.read()
                if answer.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                return json.loads(body), answer.headers.get("ETag", "")
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 304:
                    return None, etag
                # 読みかけの一覧の続き（cursor）が、もう使えないこともある。
                if error.code == 410 or (error.code == 400 and "cursor=" in url):
                    raise StartAnew(url) from None
                if error.code != 429 and error.code < 500:
                    raise SystemExit(f"{error.code} {url}\n{error.read().decode(errors='replace')}") from None
                why, asked = f"{error.code}", error.headers.get("Retry-After", "")
        except (OSError, EOFError, ValueError) as error:  # つながらない、途中で切れた
            why, asked = str(error), ""
        if attempt == ATTEMPTS:
            break
        # 相手が秒数を言えばそれだけ、言わなければ、だんだん長く。みんなが同時に来ないように少しずらす。
        wait = float(asked) if asked.isdigit() else min(LONGEST_WAIT, 2**attempt) * random.uniform(0.5, 1)
        say(f"{why}：{wait:.0f}秒待ってから、もう一度聞きます")
        time.sleep(wait)
    raise ConnectionError(f"{ATTEMPTS}回聞いても答えがありません：{url}")


class Mirror:
    def __init__(self, site, path, page_size):
        self.api = site.rstrip("/") + "/api/v1/"
        self.page_size = page_size
        self.db = sqlite3.connect(path, timeout=30)
        self.db.executescript(TABLES)

    def get(self, name):
        row = self.db.execute("SELECT value FROM state WHERE name = ?", [name]).fetchone()
        return row[0] if row else ""

    def put(self, **values):
        """トランザクションの中で呼ぶ。"""
        self.db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", values.items())

    def run(self):
        """いまの状態にそろえる。当てた変更の数を返す。"""
        for _attempt in range(3):
            try:
                if not self.get("token"):
                    self.fill()
                return self.follow()
            except StartAnew:
                say("続きから読めません。一覧を読み直します")
                with self.db:  # things は、入れ替えるまで前のまま
                    self.db.execute("DELETE FROM fresh")
                    self.db.execute("DELETE FROM state")
        raise ConnectionError("読み直しても、続きから読めません")

    def fill(self):
        """トークンを取ってから、一覧を読む。ページごとに書くので、止まっても続きから読める。"""
        if self.get("fill_token"):
            say("前に読みかけた一覧の、続きから読みます")
        else:
            token = fetch(self.api + "changes/")[0]["next"]
            with self.db:
                self.put(fill_token=token, fill_kind=KINDS[0], fill_url="")
        for kind in KINDS[KINDS.index(self.get("fill_kind")) :]:
            url = self.get("fill_url") or f"{self.api}{kind}/?page_size={self.page_size}"
            while url:
                page = fetch(url)[0]
                url = page["next"]
                after = KINDS[KINDS.index(kind) + 1 :]
                with self.db:
                    self.write("fresh", [(kind, thing["id"], thing) for thing in page["results"]])
                    if url:
                        self.put(fill_kind=kind, fill_url=url)
                    elif after:
                        self.put(fill_kind=after[0], fill_url="")
                say(f"{kind}：{len(page['results'])}件読みました")
        with self.db:  # 入れ替えと、新しいトークンを、ひとつのトランザクションで
            self.db.execute("DELETE FROM things")
            self.db.execute("INSERT INTO things SELECT * FROM fresh")
            self.db.execute("DELETE FROM fresh")
            self.put(token=self.get("fill_token"), etag="")
            self.db.execute("DELETE FROM state WHERE name LIKE 'fill%'")
        say("一覧を読み終えました")

    def follow(self):
        """変更を、なくなるまで当てる。当てた数を返す。"""
        applied, has_more = 0, True
        while has_more:
            query = urllib.parse.urlencode({"since": self.get("token"), "kind": ",".join(KINDS), "expand": "object"})
            answer, etag = fetch(f"{self.api}changes/?{query}", self.get("etag"))
            if answer is None:  # 304：何も変わっていない
                break
            changes, has_more = answer["changes"], answer["has_more"]
            gone = [(one["kind"], one["id"]) for one in changes if one["object"] is None]
            there = [(one["kind"], one["id"], one["object"]) for one in changes if one["object"] is not None]
            # 同じ位置をもう一度聞くときだけ、この ETag が使える。
            is_same = answer["next"] == self.get("token")
            with self.db:
                self.db.executemany("DELETE FROM things WHERE kind = ? AND id = ?", gone)
                self.write("things", there)
                self.put(token=answer["next"], etag=etag if is_same else "")
            applied += len(changes)
            if changes:
                say(f"{len(there)}件を新しくし、{len(gone)}件を消しました")
        return applied

    def write(self, table, rows):
        rows = [(kind, key, json.dumps(thing, ensure_ascii=False)) for kind, key, thing in rows]
        self.db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", rows)


def main():
    parser = argparse.ArgumentParser(description="つながりハブの写しを SQLite に作り、追いかけます")
    parser.add_argument("site", help="例：https://hub.example")
    parser.add_argument("path", help="SQLite のファイル")
    parser.add_argument("--once", action="store_true", help="いまの状態にそろえて終わる")
    parser.add_argument("--every", type=int, default=60, help="何秒ごとに聞くか（60より短くしない）")
    parser.add_argument("--page-size", type=int, default=100)
    chosen = parser.parse_args()
    mirror = Mirror(chosen.site, chosen.path, chosen.page_size)
    while True:
        try:
            applied = mirror.run()
            total = mirror.db.execute("SELECT count(*) FROM things").fetchone()[0]
            say(f"そろいました。変更 {applied}件、全部で {total}件")
        except ConnectionError as error:
            if chosen.once:
                raise SystemExit(str(error)) from None
            say(str(error))
        if chosen.once:
            return
        time.sleep(max(60, chosen.every))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
