from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "wagamachi.casework"
    label = "casework"
    verbose_name = "個別支援"

    def ready(self) -> None:
        from wagamachi.core import states
        from wagamachi.organizations import closing_guards

        from . import policy  # noqa: F401  # registers the rules of this room
        from .attachments import register_attachments
        from .guards import open_worries
        from .kinds import register_kinds
        from .states import MACHINES

        register_kinds()
        for machine in MACHINES:
            states.register(machine)
        register_attachments()
        closing_guards.register(open_worries)
        _place_anew()
        _work_at_night()


def _place_anew() -> None:
    """Say what lies in areas: it is placed anew when one begins, changes or ends."""
    from wagamachi.areas import placed

    from .services.placing import (
        cases_to_place,
        intakes_to_place,
        spot_of_intake,
        spots_of_case,
    )

    placed.register(placed.Placed("casework.case", cases_to_place, spots_of_case))
    placed.register(
        placed.Placed("casework.intake", intakes_to_place, lambda row: [spot_of_intake(row)])
    )


def _work_at_night() -> None:
    """Say what this room does by itself."""
    from wagamachi.core import nights

    from .services.approving import lapse_sharings
    from .services.flags import refresh_all
    from .services.reminding import remind_late_handoffs
    from .services.telling import remind_late_intakes

    nights.register_round(
        "casework.approvals", "期限の過ぎた承認の依頼を閉じる", lambda at: lapse_sharings(at=at)
    )
    nights.register("casework.flags", "しるしを見つけなおす", lambda at: refresh_all(at=at))
    nights.register(
        "casework.late_handoffs",
        "返事の期日を過ぎたつなぎを、両方に知らせる",
        lambda at: remind_late_handoffs(at=at),
    )
    nights.register(
        "casework.late_intakes",
        "だれも引き受けていない相談を知らせる",
        lambda at: remind_late_intakes(at=at),
    )
