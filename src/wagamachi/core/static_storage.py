"""Static files with a fingerprint in their name, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Base


class StaticStorage(Base):  # type: ignore[misc]  # whitenoise has no stubs
    """Also renames what our ES modules import, as it does for what stylesheets load.

    Django can do so for every script; only ours are touched, because libraries bring scripts along
    that are meant for bundlers and import what is not there.
    """

    patterns = (*Base.patterns, ("core/*.js", Base._js_module_import_aggregation_patterns[1]))
