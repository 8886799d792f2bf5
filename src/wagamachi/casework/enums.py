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
    STANDING_BY = "standing_by", "寄り添い継続"
    CLOSED = "closed", "終了"
    MERGED = "merged", "ほかのケースにまとめた"


class HandoffState(models.TextChoices):
    """Where a hand-off stands. Until it is accepted, responsibility stays with the holder (I3)."""

    UNAPPROVED = "unapproved", "承認待ち（まだ送っていない）"
    SENT = "sent", "返事待ち（未受領）"
    RECEIVED = "received", "受け取った"
    WEIGHING = "weighing", "検討中"
    ARRANGING = "arranging", "先方と調整中"
    ACCEPTED = "accepted", "引き受けられた"
    DECLINED = "declined", "戻ってきた"
    WITHDRAWN = "withdrawn", "取りやめ"
    FINISHED = "finished", "結果を確かめた"


class ApprovalState(models.TextChoices):
    """Where the question stands whether something may be told without consent (R102)."""

    WAITING = "waiting", "承認待ち"
    APPROVED = "approved", "承認した"
    REFUSED = "refused", "認めなかった"
    LAPSED = "lapsed", "承認のないまま終わった"


class HandoffKind(models.TextChoices):
    """What is asked of the other side. Only MOVING kinds change the holder, and only on acceptance."""

    REFER = "refer", "つなぎ"
    TRANSFER = "transfer", "移管"
    ESCALATE = "escalate", "段階を上げる"
    BACKUP = "backup", "バックアップ依頼"
    PULL = "pull", "引き取り依頼"
    COMPANION = "companion", "伴走のお願い"


class IntakeAsk(models.TextChoices):
    """What whoever brings a worry asks for (R010, R143, R174)."""

    WORRY = "worry", "相談"
    RAISE = "raise", "中圏域へつなぐ"
    ADVICE = "advice", "相談したい"
    HEARD = "heard", "聞いた話"


class Restriction(models.TextChoices):
    """Worries that go straight to a statutory body and are read by few (R017)."""

    CHILD_ABUSE = "child_abuse", "児童虐待の疑い"
    ELDER_ABUSE = "elder_abuse", "高齢者虐待の疑い"
    DISABLED_ABUSE = "disabled_abuse", "障害者虐待の疑い"
    DV = "dv", "配偶者などからの暴力（DV）"
    ABUSE = "abuse", "虐待・暴力の疑い（どれかは、まだわからない）"
    PUBLIC_ASSISTANCE = "public_assistance", "生活保護"


class FlagKind(models.TextChoices):
    """What can be wrong with an open case. Each is found by a query of ``queries.detectors``."""

    NO_HOLDER = "no_holder", "主担当なし"
    NO_NEXT = "no_next", "次回予定なし"
    OVERDUE = "overdue", "期日すぎ"
    STALE = "stale", "更新なし"
    UNRECEIVED = "unreceived", "未受領"
    FOLLOW_UP = "follow_up", "そのあとの確かめなし"
    PASSED_AROUND = "passed_around", "たらいまわし注意"
    HELD_ALONE = "held_alone", "丸抱え注意"
    CLUSTER = "cluster", "同じ建物に集まっている"
    NO_COMPANION = "no_companion", "伴走する人がいない"


class ParticipationKind(models.TextChoices):
    """As what somebody outside the holding team takes part in a case."""

    FIRST_RECEIVER = "first_receiver", "最初に受けとめた窓口"
    PARTNER = "partner", "協力機関"
    COMPANION = "companion", "伴走担当"
    FORMER_HOLDER = "former_holder", "前に関わった機関"


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


class UrgentRank(models.IntegerChoices):
    """Which of what cannot wait comes first. Lists sort by it; CALM is everything that can wait."""

    LIFE = 0, "命の危険"
    LAW = 1, "通報"
    SOON = 2, "急ぎ"
    CALM = 9, "ふつう"


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
