from indicators.models.counted import PlaceDecision, Platform
from indicators.models.measurements import Measurement
from indicators.models.plans import Indicator, Plan, Policy, Target
from indicators.models.voices import Opinion, OpinionCall, Reply, VoiceTransition

__all__ = [
    "Indicator",
    "Measurement",
    "Opinion",
    "OpinionCall",
    "PlaceDecision",
    "Plan",
    "Platform",
    "Policy",
    "Reply",
    "Target",
    "VoiceTransition",
]
