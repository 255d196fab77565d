"""Which code makes the documents and the index: other code, another index."""

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path

from search.ports import DocumentSource


def code_of(source: DocumentSource, engine: Path) -> str:
    """What identifies the code of the documents, and of what the engine in the folder `engine` makes of them.

    The files of the search, of the engine, and of the directory in which the source of documents lives;
    the rules that the source goes by; and the version of the library that cuts words to their stems.
    """
    home = sys.modules[type(source).__module__].__file__ or ""
    digest = hashlib.sha256(f"{version('snowballstemmer')}\n{source.rules}\n".encode())
    for directory in (Path(__file__).parent, engine, Path(home).parent):
        for path in sorted(directory.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
