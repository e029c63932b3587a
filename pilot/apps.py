from django.apps import AppConfig


class PilotConfig(AppConfig):
    name = "pilot"

    def ready(self) -> None:
        from pilot.kernel.guards import NoOverlap, register
        from pilot.models import AdminUnit, Parameter, ProcedureSetEntry

        register(
            NoOverlap(AdminUnit, keys=("code",)),
            NoOverlap(Parameter, keys=("pilot_id", "code")),
            NoOverlap(ProcedureSetEntry, keys=("procedure_set_id", "procedure_id")),
        )
