"""Every mapped class, so that migrations and relationships see all tables."""

from loket.accounts.models import Account, Grant, Invitation, LoginSession, RecoveryCode, Throttle
from loket.audit.models import AuditEntry
from loket.bots.models import Bot
from loket.citizens.models import Citizen
from loket.delivery.models import CallbackToken, InboxUpdate, OutboxMessage
from loket.emergency.models import EmergencyContact
from loket.figures.models import (
    DailyCount,
    HourlyCount,
    ProvinceDay,
    ProvinceHour,
    ProvinceTopic,
    ReadinessDay,
    TopicCount,
)
from loket.info_reports.models import InfoReport
from loket.lexicon.models import LexiconChange
from loket.offices.models import Office, OfficeClosure, OfficeHours, OfficeOpenDay
from loket.partner_keys.models import PartnerKey
from loket.partners.models import Admission, Partner
from loket.regions.models import AmbiguousName, Boundary, LocalHoliday, Place, Region
from loket.seed.models import SeedRecord
from loket.services.models import Service, ServiceName, Standard, StandardComponent
from loket.standards.models import Autosave, ReviewTask, StandardComment
from loket.switches.models import Switch
from loket.unanswered.models import Decision, LabelledExample, UnansweredMessage

__all__ = [
    "Account",
    "Admission",
    "AmbiguousName",
    "AuditEntry",
    "Autosave",
    "Bot",
    "Boundary",
    "CallbackToken",
    "Citizen",
    "DailyCount",
    "Decision",
    "EmergencyContact",
    "Grant",
    "HourlyCount",
    "InboxUpdate",
    "InfoReport",
    "Invitation",
    "LabelledExample",
    "LexiconChange",
    "LocalHoliday",
    "LoginSession",
    "Office",
    "OfficeClosure",
    "OfficeHours",
    "OfficeOpenDay",
    "OutboxMessage",
    "Partner",
    "PartnerKey",
    "Place",
    "ProvinceDay",
    "ProvinceHour",
    "ProvinceTopic",
    "ReadinessDay",
    "RecoveryCode",
    "Region",
    "ReviewTask",
    "SeedRecord",
    "Service",
    "ServiceName",
    "Standard",
    "StandardComment",
    "StandardComponent",
    "Switch",
    "Throttle",
    "TopicCount",
    "UnansweredMessage",
]
