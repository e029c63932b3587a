from django.apps import AppConfig

MONTH_OF_SHEET = "billing_billingmonth m JOIN billing_timesheet t ON t.month_id = m.id WHERE t.id = {row}.timesheet_id"
MONTH_NOT_OPEN = "(SELECT m.status FROM " + MONTH_OF_SHEET + ") <> 'open'"  # noqa: S608 - our own table names
PAID = "(SELECT COALESCE(SUM(p.amount_vnd), 0) FROM billing_payment p WHERE p.statement_id = {row}.statement_id)"
TOTAL = "(SELECT s.total_vnd FROM billing_statement s WHERE s.id = {row}.statement_id)"
RECORD_SIGNED = "(SELECT r.status FROM billing_acceptancerecord r WHERE r.id = {row}.record_id) = 'signed'"
CONTRACT_SETTLED = (
    "(SELECT c.status FROM billing_labourcontract c WHERE c.id = OLD.contract_id) NOT IN ('draft', 'entered')"
)


class BillingConfig(AppConfig):
    name = "billing"

    def ready(self) -> None:
        from billing import checks
        from billing.cases import WORK
        from billing.documents import KINDS
        from billing.documents_contract import KIND
        from billing.resources import ContractList, TimesheetList
        from billing.search import CONTRACTS
        from billing.selectors.desk import site_panels
        from pilot.platform.cases import panels, search, waiting
        from pilot.platform.documents.registry import register_kind
        from pilot.platform.exchange.resource import register_export
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.programme.models import Site

        panels.register(Site, site_panels)
        waiting.register(*WORK)
        search.register(CONTRACTS)
        checks.register_all()
        register_kind(*KINDS, KIND)
        register_list(TimesheetList)
        register_export(ContractList)
        register_guards()


def register_guards() -> None:
    """What the database itself refuses; the verbs say the same in words."""
    from billing.guards import RefuseWhile
    from billing.models import (
        AcceptanceLine,
        AcceptanceRecord,
        LabourContract,
        LabourContractLine,
        Payment,
        Statement,
        StatementLine,
        StatementVat,
        Timesheet,
        TimesheetEntry,
        VatRate,
    )
    from pilot.platform.kernel.guards import AppendOnly, Frozen, NoOverlap, register

    register(
        NoOverlap(VatRate, keys=("category",)),
        # no counter post is paid twice: one live line per post and day, whatever the contract
        NoOverlap(LabourContractLine, keys=("post_id",), only="{row}.live"),
        Frozen(LabourContractLine, CONTRACT_SETTLED, free=("live", "valid_to")),
        Frozen(
            LabourContract,
            "OLD.status IN ('signed', 'in_force', 'liquidated', 'rejected')",
            free=("status", "valid_to", "row_version"),
        ),
        Frozen(Timesheet, "OLD.status = 'checked'"),
        # writers hold the month FOR SHARE, the closer FOR UPDATE: nothing slips in after the close
        RefuseWhile(
            TimesheetEntry,
            "month_closed",
            MONTH_NOT_OPEN,
            lock=f"1 FROM {MONTH_OF_SHEET} FOR SHARE OF m",
        ),
        RefuseWhile(
            TimesheetEntry,
            "sheet_checked",
            "(SELECT t.status FROM billing_timesheet t WHERE t.id = {row}.timesheet_id) = 'checked'",
        ),
        Frozen(AcceptanceRecord, "OLD.status = 'signed'"),
        RefuseWhile(AcceptanceLine, "record_signed", RECORD_SIGNED),
        AppendOnly(Statement),
        AppendOnly(StatementLine),
        AppendOnly(StatementVat),
        AppendOnly(Payment),
        RefuseWhile(
            Payment,
            "more_than_owed",
            PAID + " + {row}.amount_vnd > " + TOTAL,
            events=("INSERT",),
            lock="1 FROM billing_statement s WHERE s.id = {row}.statement_id FOR UPDATE",
        ),
    )
