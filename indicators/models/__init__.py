from indicators.models.answers import Answer, Response, Ticket
from indicators.models.counted import PlaceDecision, Platform
from indicators.models.measurements import Measurement
from indicators.models.plans import Indicator, Plan, Policy, Target
from indicators.models.surveys import Choice, Question, Survey, SurveyFigure, SurveyStep, SurveyTable

__all__ = [
    "Answer",
    "Choice",
    "Indicator",
    "Measurement",
    "PlaceDecision",
    "Plan",
    "Platform",
    "Policy",
    "Question",
    "Response",
    "Survey",
    "SurveyFigure",
    "SurveyStep",
    "SurveyTable",
    "Target",
    "Ticket",
]
