"""A mail server for processes that tests start: one file per letter; with DIE set the process is killed after
sending.
"""

import os
import signal
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class FileBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            (Path(settings.EMAIL_FILE_PATH) / uuid.uuid4().hex).write_text(message.body)
            if os.environ.get("DIE"):
                os.kill(os.getpid(), signal.SIGKILL)
        return len(email_messages)
