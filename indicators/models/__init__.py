from indicators.models.counted import PlaceDecision, Platform
from indicators.models.measurements import Measurement
from indicators.models.plans import Indicator, Plan, Policy, Target
from indicators.models.published import Coverage, PeopleCount

__all__ = [
    "Coverage",
    "Indicator",
    "Measurement",
    "PeopleCount",
    "PlaceDecision",
    "Plan",
    "Platform",
    "Policy",
    "Target",
]
