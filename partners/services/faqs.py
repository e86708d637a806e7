"""よくある質問 grow from what was asked, and point to nobody."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from partners.models import Faq, Inquiry
from partners.rules import can_answer_inquiries

if TYPE_CHECKING:
    from hub.accounts.models import User

_KINDS_OF_FIRM = re.compile(
    r"株式会社|有限会社|合同会社|合名会社|合資会社|\(株\)|\(有\)|\(同\)|特定非営利活動法人|npo法人"
    r"|(一般|公益)(社団|財団)法人|社会福祉法人|医療法人|学校法人|大学法人"
)
_SHORTEST = 2


def words_of_who_asked(inquiry: Inquiry, text: str) -> list[str]:
    """What in ``text`` tells who asked: the firm, with or without 株式会社, the name or a part of it, number, address."""
    firm = _KINDS_OF_FIRM.sub("", _plain(inquiry.organization_name))
    names = [inquiry.organization_name, firm, inquiry.name, *inquiry.name.split(), inquiry.email]
    return words_in(text, names, inquiry.phone)


def words_in(text: str, names: Iterable[str], phone: str) -> list[str]:
    """Which of the names, and whether the number, are in the text, in whatever width and spacing."""
    plain, digits = _plain(text), re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    found = [word for word in names if len(_plain(word)) >= _SHORTEST and _plain(word) in plain]
    number = re.sub(r"\D", "", phone)
    return list(dict.fromkeys(found + ([phone] if number and number in digits else [])))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@transaction.atomic
def write_faq(inquiry: Inquiry, *, by: "User", question: str, answer: str, is_public: bool) -> Faq:
    """A new entry at the end of the list, which does not know from which question it came."""
    if not can_answer_inquiries(by) or not by.has_perm("partners.add_faq"):
        raise DomainError(_("よくある質問は、担当の職員だけが書けます。"))
    if words := words_of_who_asked(inquiry, f"{question} {answer}"):
        raise DomainError(
            _("だれが聞いたかわかる言葉があります：%(words)s。消してください。") % {"words": "、".join(words)}
        )
    last = Faq.objects.aggregate(last=Max("order"))["last"] or 0
    return Faq.objects.create(question=question, answer=answer, is_public=is_public, order=min(last + 10, 32_000))


@transaction.atomic
def load_faqs(file: Path) -> int:
    """Questions to begin with, marked as samples until the city has looked at them; how many were new."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        read = list(csv.DictReader(rows))
    known = set(Faq.objects.values_list("question", flat=True))
    fresh = [
        Faq(question=row["question"], answer=row["answer"], order=number * 10, is_public=True, is_sample=True)
        for number, row in enumerate(read, start=1)
        if row["question"] not in known
    ]
    return len(Faq.objects.bulk_create(fresh))
