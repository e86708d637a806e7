"""The measures as tables: the page, its print and the CSV say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District
from referrals import measures
from referrals.enums import Ground, Refusal
from referrals.forms.measures import Asked
from referrals.models import CaseAct, Referral, Sign, SupportOffice, Transfer

_HALF, _NINE_TENTHS = 0.5, 0.9
Cell = int | str


@dataclass(frozen=True)
class Table:
    """``columns``: the first heads the rows' names; ``texts``: how many after it hold words and no figures."""

    key: str
    title: Any
    note: str
    columns: Sequence[Any]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    texts: int = 0


def tables_of(asked: Asked, now: datetime) -> list[Table]:
    """All of them, for a consultation coordinator: the figures are exact. A fixed number of queries."""
    every = Referral.objects.filter(asked.of("office", "district"))
    received = measures.counted(every.filter(asked.within("received_at")))
    closed = measures.counted(every.filter(asked.within("closed_at")))
    of_case = asked.of("referral__office", "referral__district")
    transfers = measures.counted(Transfer.objects.filter(of_case, asked.within("asked_at")), "referral__")
    acts = measures.counted(CaseAct.objects.filter(of_case, asked.within("at")), "referral__")
    return [
        _received(every.filter(asked.within("received_at")), received),
        _signs(received),
        _clocks(measures.times(received, now)[None]),
        _places("office", _("事務所ごと"), received, now, SupportOffice.objects.order_by("kana", "name")),
        _places("district", _("地区ごと"), received, now, District.objects.slim().order_by("reading", "name")),
        _transfers(transfers),
        _declined(transfers),
        _closed(closed),
        _reopened(acts),
    ]


def _received(every: Any, received: Any) -> Table:
    by, left = measures.by_writer(received), measures.left_out(every)
    rows: list[tuple[str, list[Cell]]] = [(str(writer.label), [n]) for writer, n in by.items()]
    note = (
        __("確認を待っている%(held)s件と、いたずら・宣伝だった%(spam)s件は、この画面のどの数にも入っていません。")
        % left
    )
    return Table(
        "received",
        _("届いた相談（書いた人）"),
        note,
        (_("書いた人"), _("件")),
        [(__("あわせて"), [sum(by.values())]), *rows],
    )


def _signs(received: Any) -> Table:
    by = measures.by_sign(received)
    names = Sign.objects.filter(pk__in=[pk for pk in by if pk]).values_list("pk", "text")
    rows: list[tuple[str, list[Cell]]] = [(name, [by[pk]]) for pk, name in names]
    if by.get(None):
        rows.append((__("選ばれていない"), [by[None]]))
    note = __("ひとつの相談にいくつも選べるので、足しても相談の数にはなりません。")
    return Table("signs", _("届いた相談（気づいたこと）"), note, (_("気づいたこと"), _("件")), rows)


def _share(clock: measures.Clock) -> str:
    return "—" if clock.share is None else f"{clock.share:.0%}"


def _days(clock: measures.Clock, part: float) -> str:
    days = clock.within(part)
    return "—" if days is None else __("%(days)s日") % {"days": days}


def _clocks(times: measures.Times) -> Table:
    note = __(
        "日数は市の開庁日で、届いた日を0日として、はじめてのときまでを数えます。約束は、見るまで%(look)s日、連絡まで%(contact)s日です。"
        "割合は、約束の日がまだ来ていないものを除いて計算します。"
    ) % {"look": times.look.promised, "contact": times.contact.promised}
    clocks = (times.look, times.contact)
    rows: list[tuple[str, Sequence[Cell]]] = [
        (__("約束のうちに（件）"), [clock.kept for clock in clocks]),
        (__("約束のあとで（件）"), [clock.late for clock in clocks]),
        (__("まだで、期限を過ぎた（件）"), [clock.overdue for clock in clocks]),
        (__("しないまま終わった（件）"), [clock.ended for clock in clocks]),
        (__("まだで、期限の前（件）"), [clock.pending for clock in clocks]),
        (__("約束を守った割合"), [_share(clock) for clock in clocks]),
        (__("半分は、この日数のうちに"), [_days(clock, _HALF) for clock in clocks]),
        (__("10件に9件は、この日数のうちに"), [_days(clock, _NINE_TENTHS) for clock in clocks]),
    ]
    columns = (_("どうだったか"), _("はじめて見る"), _("連絡がつく"))
    return Table("clocks", _("見るまで、連絡がつくまで"), note, columns, rows)


def _places(column: str, title: Any, received: Any, now: datetime, named: Iterable[Any]) -> Table:
    """Those to which something came, in their order, and at the end what has none."""
    by = measures.times(received, now, by=column)
    names = [(one.pk, one.name) for one in named if one.pk in by]
    rows = [(name, by[pk]) for pk, name in [*names, *([(None, __("決まっていない"))] if None in by else [])]]
    columns = (_("どこ"), _("届いた"), _("終わった"), _("見る"), _("連絡"))
    note = __("「届いた」は件数、「終わった」はそのうちの件数、「見る」「連絡」は約束を守った割合です。")
    if column == "office":
        note += __("いま受けもっているところ（終わったものは、終わったところ）で数えます。")
    cells: list[tuple[str, Sequence[Cell]]] = [
        (name, [one.received, one.closed, _share(one.look), _share(one.contact)]) for name, one in rows
    ]
    return Table(column, title, note, columns, cells)


def _transfers(transfers: Any) -> Table:
    by = measures.by_transfer_state(transfers)
    total = [sum(counts[n] for counts in by.values()) for n in (0, 1)]
    rows: list[tuple[str, Sequence[Cell]]] = [(str(state.label), counts) for state, counts in by.items()]
    columns = (_("どうなったか"), _("ほかの事務所に（件）"), _("外の機関に（件）"))
    note = __("頼んだ日で数えます。")
    return Table("transfers", _("引き継ぎ"), note, columns, [(__("頼んだ"), total), *rows])


def _declined(transfers: Any) -> Table:
    rows: list[tuple[str, Sequence[Cell]]] = [
        (one.whom, [str(Ground(one.ground).label), str(Refusal(one.refusal).label), one.count])
        for one in measures.by_refusal(transfers)
    ]
    columns = (_("断ったところ"), _("頼んだ根拠"), _("断りの理由"), _("件"))
    note = __("選ばれた理由だけを数えます。書かれた文は封をしてあるので、ここには出ません。")
    return Table("declined", _("断られた引き継ぎ"), note, columns, rows, texts=2)


def _closed(closed: Any) -> Table:
    by = measures.by_outcome(closed)
    total = [sum(counts[n] for counts in by.values()) for n in (0, 1)]
    rows: list[tuple[str, Sequence[Cell]]] = [(str(outcome.label), counts) for outcome, counts in by.items()]
    columns = (_("終わり方"), _("件"), _("うち、連絡がつかないまま（件）"))
    note = __(
        "終わった日で数えます。そのあともう一度始めたものは、入っていません。「連絡がつかないまま」は、一度も連絡がつかなかったものです。"
    )
    return Table("closed", _("終わった相談"), note, columns, [(__("あわせて"), total), *rows])


def _reopened(acts: Any) -> Table:
    found = measures.reopened(acts)
    rows: list[tuple[str, Sequence[Cell]]] = [(__("もう一度始めた"), [found.times, found.cases])]
    return Table("reopened", _("もう一度始めた相談"), "", (_("何を"), _("回"), _("相談の数（件）")), rows)
