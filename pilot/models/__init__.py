from pilot.models.base import Cited, Dated, Illustrative, ScopedQuerySet
from pilot.models.facts import Inconsistency, LegalDocument, LoadedFact, Parameter, ReferencePlan, SourceDocument
from pilot.models.grants import AgencyGrant, Delegation, PilotGrant, RoleGrant, SiteGrant
from pilot.models.organisation import AdminLevel, AdminUnit, AdminUnitSuccession, Agency
from pilot.models.person import Person, User
from pilot.models.posts import CounterPost, HandoverStep, ProcedureHandover
from pilot.models.procedure import Procedure, ProcedureChannelLimit, ProcedureSet, ProcedureSetEntry, ServiceField
from pilot.models.programme import Participation, Phase, Pilot, PilotForm, Site

__all__ = [
    "AdminLevel",
    "AdminUnit",
    "AdminUnitSuccession",
    "Agency",
    "AgencyGrant",
    "Cited",
    "CounterPost",
    "Dated",
    "Delegation",
    "HandoverStep",
    "Illustrative",
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
    "Procedure",
    "ProcedureChannelLimit",
    "ProcedureHandover",
    "ProcedureSet",
    "ProcedureSetEntry",
    "ReferencePlan",
    "RoleGrant",
    "ScopedQuerySet",
    "ServiceField",
    "Site",
    "SiteGrant",
    "SourceDocument",
    "User",
]
