"""Questions of the government's survey 「人々のつながりに関する基礎調査」, word for word. Another wording would be another measure.

The six questions of the LSNS are left out: their text is not free. Of the three items no score is said to be much or little:
the bands of the office were not found, and those of other versions do not fit a sum of 3 to 12.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.survey_enums import QuestionKind


@dataclass(frozen=True)
class Ready:
    """``items``: each is asked with all ``choices``; empty where ``text`` is the question. ``counted``: numbers of the
    choices that are summed unless a planner says otherwise.
    """

    text: str
    choices: Sequence[str]
    source: str
    items: Sequence[str] = ()
    counted: Sequence[int] = ()


READY_QUESTIONS: Mapping[str, Ready] = {
    QuestionKind.DIRECT: Ready(
        text="あなたはどの程度、孤独であると感じることがありますか。",
        choices=("決してない", "ほとんどない", "たまにある", "時々ある", "しばしばある・常にある"),
        source="内閣官房・内閣府「人々のつながりに関する基礎調査」 孤独感の直接質問",
        counted=(3, 4, 5),
    ),
    QuestionKind.SCALE: Ready(
        text="次の3つについて、それぞれ、いちばん近いものを選んでください。",
        choices=("決してない", "ほとんどない", "時々ある", "常にある"),
        source="内閣官房・内閣府「人々のつながりに関する基礎調査」 UCLA孤独感尺度の日本語版 3項目短縮版（4件法）",
        items=(
            "あなたは、自分には人とのつきあいがないと感じることがありますか",
            "あなたは、自分は取り残されていると感じることがありますか",
            "あなたは、自分は他の人たちから孤立していると感じることがありますか",
        ),
    ),
}
SCALE = READY_QUESTIONS[QuestionKind.SCALE]
# The sum of three answers of 1 to 4.
SCALE_SUMS = range(len(SCALE.items), len(SCALE.items) * len(SCALE.choices) + 1)
