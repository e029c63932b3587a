from django.apps import AppConfig


class PilotConfig(AppConfig):
    name = "pilot"

    def ready(self) -> None:
        from pilot import checks
        from pilot.exchange.resource import register as register_list
        from pilot.exchange.resource import register_export
        from pilot.exchange.selectors import work_items as list_items
        from pilot.kernel.guards import AppendOnly, NoOverlap, register
        from pilot.models import AdminUnit, HandoverStep, Parameter, ProcedureSetEntry
        from pilot.resources import ProcedureCatalogue, ProcedureSheet
        from pilot.selectors import accounts, panels, search, stories, timeline, worklist
        from pilot.selectors.handover import site_panels

        panels.register("pilot.Site", site_panels)
        register_list(ProcedureSheet)
        register_export(ProcedureCatalogue)
        checks.register_all()
        timeline.register("pilot.Pilot", stories.of_pilot)
        timeline.register("pilot.Site", stories.of_site)
        timeline.register("pilot.Procedure", stories.of_procedure)
        timeline.register("pilot.User", stories.of_account)
        search.register(search.places)
        search.register(search.catalogue)
        worklist.register(list_items)
        worklist.register(accounts.work_items)
        register(
            AppendOnly(HandoverStep),
            NoOverlap(AdminUnit, keys=("code",)),
            NoOverlap(Parameter, keys=("pilot_id", "code")),
            NoOverlap(ProcedureSetEntry, keys=("procedure_set_id", "procedure_id")),
        )
