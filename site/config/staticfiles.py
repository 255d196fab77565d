"""How static files are named."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The stubs do not know it.
_, _IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]


class ModuleAwareStorage(CompressedManifestStaticFilesStorage):
    """Names files by their content, those that our own JavaScript modules import included.

    Only ours: django-htmx's files name modules that are not in its package.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS))
