"""The states and fixed choices of a worry's way. Open-ended vocabularies are code lists instead."""

from django.db import models


class IntakeState(models.TextChoices):
    """Where an intake stands between the door and a case."""

    WAITING = "waiting", "受けとめ待ち"
    TAKEN = "taken", "引き受け済み"
    ANSWERED = "answered", "お答えして終了"


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPENED = "opened", "引き受けたばかり"
    ACTIVE = "active", "支援中"
    CLOSED = "closed", "終了"


class HandoffState(models.TextChoices):
    """Where a つなぎ stands. Responsibility stays with the sender through all of them (I3)."""

    SENT = "sent", "返事待ち"
    ARRANGING = "arranging", "先方と調整中"
    ACCEPTED = "accepted", "引き受けられた"
    DECLINED = "declined", "戻ってきた"
    WITHDRAWN = "withdrawn", "取りやめ"
    FINISHED = "finished", "結果を確かめた"


class HandoffKind(models.TextChoices):
    """What is asked of the other side. A つなぎ never moves the holder."""

    REFER = "refer", "つなぎ"


class ParticipationKind(models.TextChoices):
    """As what somebody outside the holding team takes part in a case."""

    FIRST_RECEIVER = "first_receiver", "最初に受けとめた窓口"
    PARTNER = "partner", "協力機関"


class Level(models.IntegerChoices):
    """How much of a case is seen. Each level contains the ones before it."""

    NONE = 0, "見えない"
    STATUS = 1, "担当と状況だけ"
    SUMMARY = 2, "あらまし"
    FULL = 3, "すべて"


class Urgency(models.TextChoices):
    """Signs that cannot wait; each opens the right instruction on the intake page."""

    LIFE = "life", "命の危険がある"
    ABUSE = "abuse", "虐待の疑いがある"
    LIFELINE = "lifeline", "電気・ガス・水道が止まっている"
    NO_FOOD = "no_food", "食べるものがない"


class Achievement(models.IntegerChoices):
    """How far the goals were reached, on one common scale (R030)."""

    REACHED = 4, "達成した"
    MOSTLY = 3, "おおむね達成した"
    PARTLY = 2, "一部達成した"
    NOT = 1, "達成できなかった"


class Aftercare(models.TextChoices):
    """What follows the close."""

    FOLLOW_UP = "follow_up", "こちらから様子をたずねる"
    OTHER_AGENCY = "other_agency", "ほかの機関が支える"
    NONE = "none", "予定なし"


class Closeness(models.TextChoices):
    """Whether a supporter belongs to a service or to everyday life (R020)."""

    FORMAL = "formal", "制度・専門機関"
    INFORMAL = "informal", "家族・近所・地域"
