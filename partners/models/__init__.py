"""Programmes, registrations, first questions, needs and hands; proposals, projects, roles, applications and lent skills."""

from partners.models.applications import (
    ActivityCertificate,
    ApplicationMessage,
    ApplicationTransition,
    Hours,
    RoleApplication,
)
from partners.models.inquiries import Faq, Inquiry, InquiryAct
from partners.models.lending import SkillOffer, SkillRequest
from partners.models.needs import Hand, Need, NeedTransition
from partners.models.partnerships import Check, Partnership, PartnershipTransition, Remark
from partners.models.programmes import Programme, Terms
from partners.models.projects import Milestone, Project, ProjectPart, ProjectReport, ProjectResult, ProjectTransition
from partners.models.proposals import Proposal, ProposalTransition
from partners.models.roles import Role, RoleCourse, RoleTransition

__all__ = [
    "ActivityCertificate",
    "ApplicationMessage",
    "ApplicationTransition",
    "Check",
    "Faq",
    "Hand",
    "Hours",
    "Inquiry",
    "InquiryAct",
    "Milestone",
    "Need",
    "NeedTransition",
    "Partnership",
    "PartnershipTransition",
    "Programme",
    "Project",
    "ProjectPart",
    "ProjectReport",
    "ProjectResult",
    "ProjectTransition",
    "Proposal",
    "ProposalTransition",
    "Remark",
    "Role",
    "RoleApplication",
    "RoleCourse",
    "RoleTransition",
    "SkillOffer",
    "SkillRequest",
    "Terms",
]
