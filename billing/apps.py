import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class BillingConfig(AppConfig):
    """The money: contracts, months, timesheets, acceptance, payment requests."""

    name = "billing"

    def ready(self) -> None:
        from billing import cases, checks, documents, documents_contract, resources
        from billing.cases.contract import site_panels
        from billing.guards import GUARDS
        from billing.presenters import setup as setup_of_contracts
        from billing.presenters.leaving import months_touched
        from billing.rules.merging import veto_same_days
        from billing.rules.posts import veto_contract, veto_handed_in
        from billing.search import CONTRACTS
        from billing.selectors.calendar import working_days_among
        from billing.selectors.packs import MONTH
        from billing.selectors.stories import LOG_PAGES, STORIES
        from billing.workflows.calendar import propose_needed
        from billing.workflows.reforms import Contracts
        from pilot.platform.cases import panels, search, setup, timeline, waiting, ways
        from pilot.platform.documents.registry import register_kind
        from pilot.platform.exchange.workflows import register as register_list
        from pilot.platform.kernel import guards, jobs
        from pilot.programme.models import Site
        from pilot.programme.workflows import hanging
        from pilot.programme.workflows.posts import register_veto
        from staffing.presenters.ways import to_packs
        from staffing.rules.employment import register_merge_veto
        from staffing.selectors import leaving, packs, workdays

        guards.register(*GUARDS)
        leaving.register("billing: months", months_touched)
        workdays.register(working_days_among)
        register_veto("billing: contract", veto_contract)
        register_veto("billing: work handed in", veto_handed_in)
        register_merge_veto("billing: same days", veto_same_days)
        checks.register_all()
        jobs.every(gettext_noop("propose working calendars"), dt.time(5), propose_needed)
        waiting.register(*cases.WORK)
        panels.register(Site, site_panels, "tru-so")
        packs.register(MONTH)
        ways.register(MONTH.model, to_packs)
        timeline.register(STORIES)
        timeline.register_log_pages(LOG_PAGES)
        search.register(CONTRACTS)
        register_kind(*documents.KINDS, documents_contract.KIND)
        setup.register(setup_of_contracts.parts)
        hanging.register(Contracts())
        register_list(resources.TimesheetList, resources.ContractList)
