from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "wagamachi.casework"
    label = "casework"
    verbose_name = "個別支援"

    def ready(self) -> None:
        from wagamachi.areas import placed
        from wagamachi.core import nights
        from wagamachi.organizations import closing_guards

        from . import policy  # noqa: F401  # registers the rules of this room
        from .attachments import register_attachments
        from .guards import open_worries
        from .kinds import register_kinds
        from .models import Case, Intake
        from .services.approving import lapse_sharings
        from .services.flags import refresh_all
        from .services.placing import spot_of_case, spot_of_intake
        from .services.reminding import remind_late_handoffs
        from .services.telling import remind_late_intakes

        register_kinds()
        register_attachments()
        placed.register(placed.Placed("casework.case", Case.objects.all, spot_of_case))
        placed.register(
            placed.Placed(
                "casework.intake", lambda: Intake.objects.select_related("case"), spot_of_intake
            )
        )
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
        closing_guards.register(open_worries)
