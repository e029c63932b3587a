"""Operation keys: pressing a button twice, or a retry after a crash, has one effect and one answer."""

import hashlib
import json

from django.apps import apps
from django.db import models

from pilot.platform.kernel.audit import json_ready
from pilot.platform.kernel.models import OperationKey
from pilot.platform.kernel.refusals import KeyReused
from pilot.platform.kernel.types import Inputs


def body_hash(verb: str, row: models.Model, inputs: Inputs) -> str:
    """Fingerprint of what was asked: verb, row and cleaned inputs."""
    body = [verb, row._meta.label, row.pk, json_ready(inputs)]
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def claim(key: str, verb: str, user_id: int | None, body: str) -> models.Model | None:
    """Take `key` for this transaction, or return the first result if it was already used for the same request.

    A second sender waits on the unique key until the first has committed. Raises KeyReused for another body or user.
    """
    taken, is_new = OperationKey.objects.get_or_create(
        key=key, defaults={"verb": verb, "user_id": user_id, "body_hash": body}
    )
    if is_new:
        return None
    if (taken.body_hash, taken.user_id) != (body, user_id):
        raise KeyReused
    first: models.Model = apps.get_model(taken.result_type)._base_manager.get(pk=taken.result_id)
    return first


def keep(key: str, result: models.Model) -> None:
    """Remember what the operation gave, in the same transaction."""
    OperationKey.objects.filter(key=key).update(result_type=result._meta.label, result_id=str(result.pk))
