"""In whose power somebody signs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Authority(TextChoices):
    """In whose power the signer signs (NĐ 30/2020/NĐ-CP, Điều 13 and Phụ lục I)."""

    OWN = "own", _("own power")
    TM = "tm", _("TM. (on behalf of the collective)")
    KT = "kt", _("KT. (deputy for the head)")
    TL = "tl", _("TL. (by order)")
    TUQ = "tuq", _("TUQ. (by written delegation)")
    Q = "q", _("Q. (acting)")


DELEGATED = (Authority.TUQ, Authority.KT, Authority.TL, Authority.Q)  # how somebody signs in another's place
