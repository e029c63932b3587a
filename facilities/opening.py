"""The premises that the documents name, as rows: nothing is added to what they say.

Hà Tĩnh: 2 district post office buildings and 6 commune postal-cultural points (S3, II.2, checksum R24), and the point
of Kỳ Bắc from phase I (S3, III-a.4.3). Gia Lai: 4 communes already at the postal point (S4). Owner only where R25
states it for the pilot; address and area are in none of the documents.
"""

from facilities.models import Facility
from pilot.programme.models import Agency, LoadedFact, Parameter, PilotForm, Site
from pilot.programme.models.organisation import AdminLevel

Kind = Facility.Kind
IN_POSTAL_PREMISES = (PilotForm.FACILITY_LEASE, PilotForm.BOTH, PilotForm.RELOCATION)
KINDS = {  # level: kind, name before the administrative unit, end of the code
    AdminLevel.DISTRICT: (Kind.DISTRICT_POST_OFFICE, "Trụ sở Bưu điện cấp huyện", "BDH"),
    AdminLevel.COMMUNE: (Kind.POSTAL_CULTURAL_POINT, "Điểm Bưu điện - Văn hóa xã", "BDVHX"),
}


def sync_facilities() -> int:
    """Add the premises of the facts that are not there yet; returns how many.

    Never touches what was entered; the premises of a site that people entered, or moved there, are theirs to enter.
    """
    owners = _owners()
    said = {"kind": "sites", "columns__pilot_form__in": [form.value for form in IN_POSTAL_PREMISES]}
    sites = Site.objects.filter(pk__in=LoadedFact.objects.filter(**said).values("object_id"), level__in=KINDS)
    known = set(Facility.objects.values_list("site_id", "kind"))
    new = [
        _facility(site, owners.get(site.pilot_id))
        for site in sites.select_related("admin_unit")
        if (site.pk, KINDS[AdminLevel(site.level)][0]) not in known
    ]
    Facility.objects.bulk_create(new)
    return len(new)


def _owners() -> dict[int, Agency]:
    """The post office per pilot whose rule R25 says that it invests and lets."""
    codes = [row.details.get("lessor") for row in Parameter.objects.filter(code="R25")]
    return {a.pilot_id: a for a in Agency.objects.filter(code__in=codes)}


def _facility(site: Site, owner: Agency | None) -> Facility:
    kind, words, ending = KINDS[AdminLevel(site.level)]
    place = site.admin_unit.name if site.admin_unit else site.name
    return Facility(
        pilot_id=site.pilot_id, code=f"{site.code}-{ending}", name=f"{words} – {place}", kind=kind, site=site,
        owner=owner, source=site.source, source_section=site.source_section, source_line=site.source_line,
        as_printed=site.facility_note, confidence=site.confidence,
    )  # fmt: skip
