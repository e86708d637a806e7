"""``manage.py verify_draw DATE``: computes a draw again from its row, and says whether it is as the rule says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events import lots
from events.models import Draw
from events.services.registrations.drawing import faults_of

_SAID = {
    "rule": "きまりの版が、このつながりハブの知らないものです",
    "units": "順番が違います",
    "won": "席が決まった組の数が違います",
    "reserves": "空きを待つ組の数が違います",
    "moves": "申込の記録と違います",
}


class Command(BaseCommand):
    help = "抽選の記録から順番を計算しなおして、きまりのとおりかを確かめます。違えば終了コードが1になります。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("date", type=int, help="開催日の番号（/registrations/dates/◯◯/draw/ の◯◯）")

    def handle(self, *args: Any, **options: Any) -> None:
        draw = Draw.objects.filter(occurrence=options["date"]).first()
        if draw is None:
            raise CommandError("この開催日では、抽選をしていません。")
        outcome = lots.read(draw.result)
        self.stdout.write(f"乱数のもと {draw.seed}")
        self.stdout.write(f"席 {draw.capacity}人分")
        for place, unit in enumerate(outcome.units):
            won, waits = place < outcome.won, place < outcome.won + outcome.reserves
            said = "席が決まった" if won else "空きを待つ" if waits else "ご用意できなかった"
            self.stdout.write(
                f"{place + 1} {lots.lot_of(draw.seed, unit)} {'・'.join(unit.codes)} {unit.people}人 {said}"
            )
        if faults := faults_of(draw):
            raise CommandError("、".join(_SAID[one] for one in faults) + "。")
        self.stdout.write("きまりのとおりです。")
