"""Kinds of mails that only tests send; worker processes of tests load this file too."""

import os
import signal

from django.utils.translation import get_language

from hub.notifications.letters import Letter, mail_kind
from hub.notifications.models import Mailing

PLAIN = "test-plain"
WITHDRAWN = "test-withdrawn"
BROKEN = "test-broken"
DEADLY = "test-deadly"
IN_LANGUAGE = "test-language"


@mail_kind(PLAIN, "会のお知らせ")
def _plain(mailing: Mailing) -> Letter:
    return Letter(
        subject="会のお知らせ",
        paragraphs=["囲碁の会があります。", f"番号は{mailing.ids.get('number', 0)}です。"],
        links=[("会のページを見る", "https://hub.example/events/1/?a=1&b=2")],
        after=["お待ちしています。"],
    )


@mail_kind(WITHDRAWN)
def _withdrawn(_mailing: Mailing) -> None:
    return None


@mail_kind(BROKEN)
def _broken(mailing: Mailing) -> Letter:
    raise RuntimeError(f"ひみつ {mailing.address}")


@mail_kind(DEADLY)
def _deadly(_mailing: Mailing) -> Letter:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@mail_kind(IN_LANGUAGE)
def _in_language(_mailing: Mailing) -> Letter:
    return Letter(subject=f"language {get_language()}", paragraphs=["x"])
