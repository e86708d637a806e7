#!/bin/sh
# つながりハブの配信を curl で読む例です。要るのは curl だけです。
#   sh curl.sh https://hub.example
set -eu
HUB="${1:?例：sh curl.sh https://hub.example}"

# 今日の催し（開催日ごと、早い順）。地区の番号は /api/v1/districts/ にあります。
DISTRICT="${2:-}"
curl -fsS --compressed "$HUB/api/v1/occurrences/?when=today&page_size=10${DISTRICT:+&district=$DISTRICT}"
echo

# これからの催しのうち、無料で、ひとりでも行けるもの。題名と日時だけを受け取ります。
curl -fsS --compressed "$HUB/api/v1/events/?upcoming=1&free=1&page_size=10&fields=id,title,starts_at,page_url"
echo

# 催しをひとつ。番号を入れます。
EVENT="${3:-}"
if [ -n "$EVENT" ]; then
  curl -fsS --compressed "$HUB/api/v1/events/$EVENT/?expand=place,organizer"
  echo
fi

# いまの位置（トークン）をもらい、そこから後の変更を聞きます。
# 続けて聞くときは、答えの next_url を使います。1分に1回までにしてください。
NEXT=$(curl -fsS "$HUB/api/v1/changes/" | sed 's/.*"next_url":"\([^"]*\)".*/\1/')
curl -fsS --compressed "$NEXT&expand=object"
echo

# 前に読んだときから変わったか。変わっていなければ 304 で、本文はありません。
ETAG=$(curl -fsS -o /dev/null -D - "$HUB/api/v1/places/" | tr -d '\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
curl -fsS -o /dev/null -w '%{http_code}\n' -H "If-None-Match: $ETAG" "$HUB/api/v1/places/"

# カレンダー（iCalendar）。アプリに登録するときは https:// を webcal:// に変えたアドレスを使います。
curl -fsS --compressed "$HUB/api/v1/events/?format=ics&upcoming=1" | sed -n "1,5p"
