"""Support offices, referrals and all that is kept of them."""

from referrals.models.cases import CaseAct, CaseNote, CaseTask, ConsentRecord, Message, Referral, Transfer
from referrals.models.drafts import Draft
from referrals.models.files import CaseFile
from referrals.models.offices import DangerHelp, OfficeStaff, Sign, SpecialDesk, SupportOffice
from referrals.models.records import AccessRecord, Retention

__all__ = [
    "AccessRecord",
    "CaseAct",
    "CaseFile",
    "CaseNote",
    "CaseTask",
    "ConsentRecord",
    "DangerHelp",
    "Draft",
    "Message",
    "OfficeStaff",
    "Referral",
    "Retention",
    "Sign",
    "SpecialDesk",
    "SupportOffice",
    "Transfer",
]
