"""Parts of the suite beside each other, each in its own process: `python -m tests.side_by_side MARKS …`.

What the first writes is shown at once, what the others write when those before them have ended.
"""

import subprocess
import sys
import tempfile
from contextlib import ExitStack


def main(parts: list[str]) -> int:
    with ExitStack() as stack:
        running = []
        for number, marks in enumerate(parts):
            said = stack.enter_context(tempfile.TemporaryFile()) if number else None
            command = [sys.executable, "-m", "pytest", "-m", marks]
            running.append((subprocess.Popen(command, stdout=said, stderr=said), said))
        codes = []
        for process, said in running:
            codes.append(process.wait())
            if said is not None:
                said.seek(0)
                sys.stdout.buffer.write(said.read())
                sys.stdout.flush()
    return max(codes, key=abs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
