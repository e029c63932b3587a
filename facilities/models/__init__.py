from facilities.models.facility import Facility
from facilities.models.lease import FacilityLease

__all__ = ["Facility", "FacilityLease"]
