"""Programmes, registrations in them, and first questions."""

from partners.models.inquiries import Faq, Inquiry, InquiryAct
from partners.models.partnerships import Check, Partnership, PartnershipTransition, Remark
from partners.models.programmes import Programme, Terms

__all__ = [
    "Check",
    "Faq",
    "Inquiry",
    "InquiryAct",
    "Partnership",
    "PartnershipTransition",
    "Programme",
    "Remark",
    "Terms",
]
