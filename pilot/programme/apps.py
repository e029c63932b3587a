from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "pilot.programme"
    label = "pilot"  # of AUTH_USER_MODEL and of the tables

    def ready(self) -> None:
        from pilot.platform.cases import panels, timeline, waiting
        from pilot.platform.cases import search as cases_search
        from pilot.platform.documents.issuers import use_issuers
        from pilot.platform.exchange.resource import register_export
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.platform.kernel.guards import AppendOnly, NoOverlap, register
        from pilot.programme import checks
        from pilot.programme.cases import WORK
        from pilot.programme.documents import letterhead
        from pilot.programme.models import AdminUnit, HandoverStep, Parameter, ProcedureSetEntry
        from pilot.programme.resources.documents import DocumentList
        from pilot.programme.resources.procedures import ProcedureCatalogue, ProcedureSheet
        from pilot.programme.selectors import documents, search, stories
        from pilot.programme.selectors.handover import site_panels

        panels.register("pilot.Site", site_panels)
        register_list(ProcedureSheet)
        register_export(ProcedureCatalogue, DocumentList)
        checks.register_all()
        use_issuers(letterhead)
        timeline.register("pilot.Pilot", stories.of_pilot)
        timeline.register("pilot.Site", stories.of_site)
        timeline.register("pilot.Procedure", stories.of_procedure)
        timeline.register("pilot.User", stories.of_account)
        cases_search.register(documents.search)
        cases_search.register(search.places)
        cases_search.register(search.catalogue)
        waiting.register(*WORK)
        register(
            AppendOnly(HandoverStep),
            NoOverlap(AdminUnit, keys=("code",)),
            NoOverlap(Parameter, keys=("pilot_id", "code")),
            NoOverlap(ProcedureSetEntry, keys=("procedure_set_id", "procedure_id")),
        )
