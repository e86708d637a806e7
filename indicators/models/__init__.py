from indicators.models.answers import Answer, Response, Ticket
from indicators.models.counted import PlaceDecision, Platform
from indicators.models.measurements import Measurement
from indicators.models.plans import Indicator, Plan, Policy, Target
from indicators.models.published import Coverage, PeopleCount
from indicators.models.surveys import Choice, Question, Survey, SurveyFigure, SurveyStep, SurveyTable
from indicators.models.voices import Opinion, OpinionCall, Reply, VoiceTransition

__all__ = [
    "Answer",
    "Choice",
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
    "Question",
    "Reply",
    "Response",
    "Survey",
    "SurveyFigure",
    "SurveyStep",
    "SurveyTable",
    "Target",
    "Ticket",
    "VoiceTransition",
]
