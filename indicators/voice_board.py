"""What the pages of calls show. Nothing here reads an opinion that is not published, but for counting."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hub import small_counts
from indicators.models import Opinion, OpinionCall, Plan, Reply, VoiceTransition
from indicators.voice_enums import AgeGroup, CallAction, CallState, Verdict

# What is added to a page of a call: whoever reads of a new day reads why.
_TOLD = (CallAction.EXTEND, CallAction.DELAY, CallAction.RESUME)


@dataclass(frozen=True)
class Said:
    """A published opinion with the reply in force, and those that stood there before."""

    opinion: Opinion
    reply: Reply | None
    former: list[Reply]


def said_of(opinion: Opinion) -> Said:
    """Of an opinion that was read ``with_replies``."""
    return Said(opinion, opinion.said[0] if opinion.said else None, opinion.said[1:])


def changes_of(call: OpinionCall) -> list[VoiceTransition]:
    """What was promised otherwise, with the reason."""
    return list(call.transitions.filter(action__in=_TOLD, opinion=None))


def ages_of(call: OpinionCall, published: int) -> list[tuple[str, str]]:
    """How many wrote, by age group, in words: 10未満 for 1 to 9. Empty where something narrower could be told from it.

    Only once no more come and all were looked at, and never again after a planner went back from there: the difference of two
    looks would tell who came between them. Beside them stands the list of what was published, whose length anybody can
    count: with it neither how many a small group has, nor how few opinions were not published, may be found. What was
    published once and is withheld now counts too: its number is missing from the list.
    """
    if call.state != CallState.ANSWERED or call.transitions.filter(action=CallAction.RESUME).exists():
        return []
    known = call.opinions.by_age()
    found = call.opinions.aggregate(
        unsaid=Count("pk", filter=Q(erased_on=None, age_group="")), last=Coalesce(Max("number"), 0)
    )
    if not known or not shown_ages([("", found["unsaid"]), *known.items()], found["last"]):
        return []
    counts = [(str(AgeGroup(group).label), number) for group, number in known.items()]
    order = [str(one.label) for one in AgeGroup]
    counts.sort(key=lambda row: order.index(row[0]))
    return shown_ages([*counts, ("", found["unsaid"])], published)


def shown_ages(counts: list[tuple[str, int]], published: int) -> list[tuple[str, str]]:
    """``counts``: all groups that are not empty, with those who said none as ""."""
    numbers = [number for _label, number in counts if number]
    small = [number for number in numbers if number < small_counts.LEAST]
    exact = sum(numbers) - sum(small)
    if small and published > exact + len(small):
        return []  # more were published than the large groups wrote: so many are of small ones
    if not small and 0 < exact - published < small_counts.LEAST:
        return []  # so few were not published
    return [(label, small_counts.shown(number)) for label, number in counts if number]


def calls_of(plan: Plan) -> list[OpinionCall]:
    """The public calls on a plan, newest first, each with ``about``: the keys of its policies and of those its replies name."""
    through = OpinionCall.policies.through.objects.filter(opinioncall=OuterRef("pk")).values("policy")
    replied = Reply.policies.through.objects.filter(
        reply__call=OuterRef("pk"), reply__opinions__state="published"
    ).values("policy")
    rows = list(
        OpinionCall.objects.public()
        .filter(plan=plan)
        .annotate(asked_about=ArraySubquery(through), replied_about=ArraySubquery(replied))
        .order_by("-closes_on", "-pk")
    )
    for row in rows:
        row.about = {*row.asked_about, *row.replied_about}
    return rows


def verdicts_of(call: OpinionCall) -> dict[str, int]:
    """How many published opinions were taken up, partly, not, or have no answer yet: what is published can be counted."""
    last = Reply.objects.filter(opinions=OuterRef("pk")).order_by("-pk").values("verdict")[:1]
    found = call.opinions.published().annotate(last=Subquery(last)).values_list("last", flat=True)
    counts = dict.fromkeys(Verdict.values, 0)
    for verdict in found:
        counts[verdict or Verdict.LATER] += 1
    return counts
