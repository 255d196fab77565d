"""What real processes do that tell and send, with a mail server that is a folder."""

import re
from collections import Counter
from pathlib import Path

from tests.kernel.rings import ring
from tests.processes import Site


class Post(Site):
    """One database in `folder`, or at `url`, and the e-mails that were taken, in `folder/mail`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        super().__init__(
            "tests.notifications.processes", folder, url,
            FIELD_KEYS=ring("FIELD_KEYS", "1"), DIGEST_KEYS=ring("DIGEST_KEYS", "1"),
        )  # fmt: skip
        self.mail = folder / "mail"

    def taken(self) -> Counter[str]:
        """How often the mail server has taken each e-mail, by `Message-ID`."""
        texts = [path.read_text() for path in self.mail.glob("*")] if self.mail.exists() else []
        return Counter(re.findall(r"^Message-ID: (\S+)", "\n".join(texts), re.MULTILINE))
