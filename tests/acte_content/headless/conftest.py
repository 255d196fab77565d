"""What the public interface has to serve: the texts of the demonstration."""

from tests.acte_content.catalogue.conftest import published  # noqa: F401 -- a fixture
from tests.acte_content.editorial.conftest import planted  # noqa: F401 -- a fixture
