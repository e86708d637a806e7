"""Programmes, registrations in them, first questions, needs and the hands raised to them."""

from partners.models.inquiries import Faq, Inquiry, InquiryAct
from partners.models.needs import Hand, Need, NeedTransition
from partners.models.partnerships import Check, Partnership, PartnershipTransition, Remark
from partners.models.programmes import Programme, Terms

__all__ = [
    "Check",
    "Faq",
    "Hand",
    "Inquiry",
    "InquiryAct",
    "Need",
    "NeedTransition",
    "Partnership",
    "PartnershipTransition",
    "Programme",
    "Remark",
    "Terms",
]
