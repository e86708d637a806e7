"""The words of a row: which field of an event keeps which, and where the rest goes."""

import re
from typing import Any

from django.utils.translation import gettext as _

from events.importing.amounts import fee_of, places_of, repaired
from events.importing.application import allotment_of, participation_of
from events.importing.cells import Cells, RejectedError, named
from events.importing.columns import label_of
from events.importing.kinds import stated_audience
from events.importing.moments import is_unread
from events.importing.texts import email_of, first_link_in, key_of, links_of, narrow, one_line
from events.models.events import Event, Occurrence

# No field of an event keeps these: they stand, with their name, under 備考.
_WITHOUT_FIELD = ("nickname", "english", "sub_events", "status", "stage", "industry", "co_organizer", "related")
_APPLICATION_MOMENTS = ("apply_from_on", "apply_from_time", "deadline_on", "deadline_time")
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_PHONE = re.compile(r"[\d+()\-・,、/ ~内線代表:]+")
_AREA_CODE = re.compile(r"^\((0\d{1,4})\)\s*")
_CUT = "…"
_OFF = "中止"


def values_of(cells: Cells) -> dict[str, Any]:
    """By name of the event's field. Not yet cut to the fields' lengths: see ``keep_the_rest``."""
    basic = repaired(cells.or_original("fee_basic"), cells.originals.get("fee_basic", ""))
    fee = fee_of(basic, cells.text("fee_detail"))
    if basic != cells.or_original("fee_basic"):
        cells.remark("fee_basic", _("日付に変わっていた料金を、元の数（%(number)s）に戻しました。") % {"number": basic})
    if fee.is_doubtful:
        cells.remark("fee_basic", _("料金「%(text)s」は、表計算ソフトが変えた数かもしれません。") % {"text": basic})
    how = cells.text("how_to_apply")
    return {
        "title": cells.line_of("title"),
        "subtitle": cells.line_of("subtitle"),
        "summary": cells.line_of("summary"),
        "description": cells.text("description"),
        "reading": one_line(cells.text("kana")).translate(_KATAKANA_TO_HIRAGANA),
        "category": cells.line_of("kind"),
        "organizer_name": cells.line_of("organizer"),
        "audience_note": cells.line_of("audience") or stated_audience(cells.text("remarks"), cells.text("description")),
        "is_free": fee.is_free,
        "fee_text": fee.text,
        "participation": participation_of(how).value,
        "allotment": allotment_of(how, cells.text("capacity"), cells.originals.get("capacity", "")),
        "how_to_apply": how,
        "apply_url": first_link_in(how),
        "contact_name": cells.line_of("contact_name"),
        "languages_note": cells.line_of("languages"),
        "remarks": cells.text("remarks"),
        "time_note": cells.text("time_note"),
        **_addresses(cells),
    }


def _addresses(cells: Cells) -> dict[str, str]:
    """URL, telephone, mail: each only if it is one; else its words go to 備考."""
    links = links_of(cells.text("url"))
    for text in links.dropped:
        cells.remark(
            "url", _("ウェブのアドレスとして使えないので、リンクにしていません: %(text)s") % {"text": text[:200]}
        )
    extension = narrow(cells.or_original("contact_extension"))
    return {
        "url": links.first,
        "contact_phone": phone_of(cells.text("contact_phone")),
        "contact_extension": extension if re.fullmatch(r"[\d\-,、/ ]+", extension) else "",
        "contact_email": email_of(cells.text("contact_email")),
    }


def phone_of(text: str) -> str:
    """The number in one spelling; empty where it is none."""
    phone = _AREA_CODE.sub(r"\1-", narrow(text))
    return phone if _PHONE.fullmatch(phone) else ""


def capacity_of(cells: Cells) -> int | None:
    """People; words that are no number are kept under 備考."""
    return places_of(_capacity_text(cells)).capacity


def _capacity_text(cells: Cells) -> str:
    return repaired(cells.or_original("capacity"), cells.originals.get("capacity", ""))


def keep_the_rest(cells: Cells, values: dict[str, Any]) -> None:
    """Puts what has no field under 備考, and cuts what is too long for its field, its whole text to 備考 too."""
    rest = [named(name, cells.line_of(name)) for name in _WITHOUT_FIELD if _says_more(cells, name)]
    rest += _unused(cells, values)
    for name in list(values):
        whole = values[name]
        limit = _limit(name)
        if limit is None or not isinstance(whole, str) or len(whole) <= limit or name == "remarks":
            continue
        values[name] = whole[: limit - 1] + _CUT
        rest.append(f"{_label(name)}: {whole}")
        cells.remark("", _("「%(field)s」が長いので、全文を備考に入れました。") % {"field": _label(name)})
    values["remarks"] = "\n".join(filter(None, [values["remarks"], *rest]))
    limit = _limit("remarks")
    if limit and len(values["remarks"]) > limit:
        message = _("長い欄が多く、備考に収まりません（%(length)s文字。%(most)s文字まで）。")
        raise RejectedError(message % {"length": len(values["remarks"]), "most": limit})


def _says_more(cells: Cells, name: str) -> bool:
    text = cells.text(name)
    if name == "status" and narrow(text) == _OFF:
        # Its date keeps it as its state.
        return False
    return bool(text) and key_of(text) != key_of(cells.text("title"))


def _unused(cells: Cells, values: dict[str, Any]) -> list[str]:
    """What was written but could not be told, or comes second."""
    rest: list[str] = []
    links = links_of(cells.text("url"))
    rest += [named("url", url) for url in links.others]
    rest += [
        named("url", text)
        for text in links.dropped
        if "://" not in text and not re.match(r"[a-z]+:", text, re.IGNORECASE)
    ]
    rest += [named("image_url", url) for url in [links_of(cells.text("image_url")).first] if url]
    for name in ("contact_phone", "contact_email"):
        if cells.text(name) and not values[name]:
            cells.remark(name, _("読めないので、備考に文字で残しました。"))
            rest.append(named(name, cells.line_of(name)))
    if cells.or_original("contact_extension") and not values["contact_extension"]:
        rest.append(named("contact_extension", one_line(cells.or_original("contact_extension"))))
    values["time_note"] = "\n".join(filter(None, [values["time_note"], *_unread_times(cells)]))
    unread = [named(name, one_line(cells.or_original(name))) for name in _APPLICATION_MOMENTS if is_unread(cells, name)]
    values["how_to_apply"] = "\n".join(filter(None, [values["how_to_apply"], *unread]))
    return rest + _capacity_words(cells)


def _unread_times(cells: Cells) -> list[str]:
    """In the order of the day: the words of times that ``moments`` could not use."""
    names = sorted(set(cells.unread), reverse=True)
    return [named(name, one_line(cells.or_original(name))) for name in names if cells.or_original(name)]


def _capacity_words(cells: Cells) -> list[str]:
    text = _capacity_text(cells)
    found = places_of(text)
    if found.is_doubtful:
        cells.remark(
            "capacity",
            _("定員「%(text)s」は、表計算ソフトが変えた数かもしれないので、使いませんでした。") % {"text": found.text},
        )
    elif text != cells.or_original("capacity"):
        cells.remark("capacity", _("日付に変わっていた定員を、元の数（%(number)s）に戻しました。") % {"number": text})
    return [named("capacity", found.text)] if found.text else []


def _limit(name: str) -> int | None:
    model = Occurrence if name == "time_note" else Event
    limit: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return limit


def _label(name: str) -> str:
    model = Occurrence if name == "time_note" else Event
    try:
        return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except AttributeError:
        return label_of(name)
