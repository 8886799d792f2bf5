from dataclasses import astuple

from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "wagamachi.continuity"
    label = "continuity"
    verbose_name = "引き継ぎと不在"

    def ready(self) -> None:
        from wagamachi.access import leaving_guards
        from wagamachi.casework import away_guards
        from wagamachi.core import nights

        from . import doctor, policy  # noqa: F401  # registers the rules and checks of this room
        from .guards import still_held
        from .kinds import register_kinds
        from .queries.cover import deputies_on
        from .services.upkeep import keep_held

        register_kinds()
        leaving_guards.register(still_held)
        away_guards.register(deputies_on)
        nights.register(
            "continuity.keep_held",
            "いなくなった人・チームの持っていたものを移す",
            lambda at: sum(astuple(keep_held(at=at))),
        )
