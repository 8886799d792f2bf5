"""The fixed choices of what 民生委員 are asked to do and of what becomes of it."""

from django.db import models


class TaskKind(models.TextChoices):
    """What kind of work a 委員 has besides cases."""

    SURVEY = "survey", "調査・見守りの依頼"
    MEETING = "meeting", "会議・充て職"
    PAPER = "paper", "書類・証明"
    DELIVERY = "delivery", "配布物"
    EVENT = "event", "募金・行事"
    COMPANY = "company", "相談・同行"
    OTHER = "other", "その他"


class Asker(models.TextChoices):
    """Who asked for it."""

    GOVERNMENT = "government", "行政"
    SHAKYO = "shakyo", "社協"
    SCHOOL = "school", "学校"
    NEIGHBOURHOOD = "neighbourhood", "町会・自治会"
    POLICE_FIRE = "police_fire", "警察・消防"
    RESIDENT = "resident", "住民"
    OTHER = "other", "その他"


class Bearer(models.TextChoices):
    """担い手の性格: whose work it is by its nature. What is PUBLIC is never put on residents."""

    PUBLIC = "public", "公的責任（行政がすること）"
    VOLUNTARY = "voluntary", "住民の任意"
    SHARED = "shared", "行政と住民の共同"


class TaskState(models.TextChoices):
    """Where a piece of work is."""

    MINE = "mine", "委員の手もと"
    OFFERED = "offered", "頼んでいる（返事待ち）"
    TAKEN = "taken", "引き受けてもらった"
    GIVEN_BACK = "given_back", "戻ってきた"
    DONE = "done", "おわった"
    WITHDRAWN = "withdrawn", "やめた"


# With the 委員: until somebody has said yes, nothing has left their hands.
WITH_COMMISSIONER = (TaskState.MINE, TaskState.GIVEN_BACK, TaskState.OFFERED)
OPEN = (*WITH_COMMISSIONER, TaskState.TAKEN)
AT_REST = (TaskState.MINE, TaskState.GIVEN_BACK)
ASKED = (TaskState.OFFERED, TaskState.TAKEN)


class OfferEnd(models.TextChoices):
    """How an offer ended."""

    GIVEN_BACK = "given_back", "戻ってきた"
    RECALLED = "recalled", "手もとに戻した"
    DONE = "done", "おわった"


class Verdict(models.TextChoices):
    """軽減の判断: what is to become of a kind of work, or of one piece of it."""

    KEEP = "keep", "続ける"
    LESSEN = "lessen", "へらす"
    STOP = "stop", "やめる"
    MOVE = "move", "ほかへ移す"


REMOVABLE = (Verdict.LESSEN, Verdict.STOP, Verdict.MOVE)
