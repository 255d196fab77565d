"""What real processes do that write and seal one history."""

from pathlib import Path

from tests.processes import Site


class History(Site):
    """One history, in `folder`, or in the database of `url`, with its exported heads in `folder`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        super().__init__("tests.audit.processes", folder, url)

    @property
    def heads(self) -> Path:
        return self.folder / "audit" / "heads.jsonl"

    def problems(self, *heads: Path) -> list[str]:
        """The kinds of what a verification finds, by default against its own heads."""
        found = self.ask("verify", heads=[str(path) for path in heads or [self.heads]])
        return [problem["kind"] for problem in found]
