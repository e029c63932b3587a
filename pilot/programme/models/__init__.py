from pilot.programme.models.agreements import Agreement
from pilot.programme.models.base import Cited, Grounded
from pilot.programme.models.changes import ProgrammeChange
from pilot.programme.models.facts import (
    CitedScan,
    Inconsistency,
    LegalDocument,
    LoadedFact,
    Parameter,
    ReferencePlan,
    SourceDocument,
)
from pilot.programme.models.grants import AgencyGrant, Delegation, PilotGrant, RoleGrant, SiteGrant
from pilot.programme.models.organisation import AdminLevel, AdminUnit, AdminUnitSuccession, Agency
from pilot.programme.models.person import Person, User
from pilot.programme.models.posts import CounterPost, HandoverStep, PostField, ProcedureHandover, post_fields
from pilot.programme.models.procedure import (
    Procedure,
    ProcedureChannelLimit,
    ProcedureSet,
    ProcedureSetEntry,
    ServiceField,
)
from pilot.programme.models.programme import Participation, Phase, Pilot, PilotForm, Site
from pilot.programme.models.second_factor import SecondFactorRule

__all__ = [
    "AdminLevel",
    "AdminUnit",
    "AdminUnitSuccession",
    "Agency",
    "AgencyGrant",
    "Agreement",
    "Cited",
    "CitedScan",
    "CounterPost",
    "Delegation",
    "Grounded",
    "HandoverStep",
    "Inconsistency",
    "LegalDocument",
    "LoadedFact",
    "Parameter",
    "Participation",
    "Person",
    "Phase",
    "Pilot",
    "PilotForm",
    "PilotGrant",
    "PostField",
    "Procedure",
    "ProcedureChannelLimit",
    "ProcedureHandover",
    "ProcedureSet",
    "ProcedureSetEntry",
    "ProgrammeChange",
    "ReferencePlan",
    "RoleGrant",
    "SecondFactorRule",
    "ServiceField",
    "Site",
    "SiteGrant",
    "SourceDocument",
    "User",
    "post_fields",
]
