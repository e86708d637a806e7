#!/bin/sh
# Makes sure that Chromium and a Japanese font are here. 0: they are; 75: they can't be had here; 1: installing failed.
set -u

chromium() { command -v chromium > /dev/null 2>&1; }
font() { command -v fc-list > /dev/null 2>&1 && [ -n "$(fc-list :lang=ja family)" ]; }

chromium && font && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null 2>&1; then
    echo "Chromium か日本語のフォントがありません。管理者に頼むか、次で入ります: apt-get install chromium fonts-noto-cjk"
    exit 75
fi
echo "Chromium と日本語のフォントを入れます…"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium fonts-noto-cjk fontconfig > /dev/null
chromium && font && exit 0
echo "Chromium か日本語のフォントを入れられませんでした。"
exit 1
