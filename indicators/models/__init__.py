from indicators.models.counted import PlaceDecision, Platform
from indicators.models.measurements import Measurement
from indicators.models.plans import Indicator, Plan, Policy, Target
from indicators.models.published import Coverage, PeopleCount
from indicators.models.voices import Opinion, OpinionCall, Reply, VoiceTransition

__all__ = [
    "Coverage",
    "Indicator",
    "Measurement",
    "Opinion",
    "OpinionCall",
    "PeopleCount",
    "PlaceDecision",
    "Plan",
    "Platform",
    "Policy",
    "Reply",
    "Target",
    "VoiceTransition",
]
