"""How much a file weighs, in words."""

import pytest

from portal.kernel.text_tags import file_size


@pytest.mark.parametrize(
    ("size", "said"),
    [(None, ""), (0, "0 octets"), (1023, "1023 octets"), (1024, "1 Ko"), (310_400, "303 Ko"),
     (1024**2, "1,0 Mo"), (1_258_291, "1,2 Mo"), (10 * 1024**2, "10,0 Mo")],
)  # fmt: skip
def test_as_forms_limit_it(size: int | None, said: str) -> None:
    assert file_size(size).replace("\u00a0", " ") == said
