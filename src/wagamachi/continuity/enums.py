"""The fixed choices of absence and handing over."""

from django.db import models


class HeldAs(models.TextChoices):
    """As what a person has something in hand that must not be left lying."""

    HOLDER = "holder", "主担当のケース"
    SECOND = "second", "副担当のケース"
    COMPANION = "companion", "伴走しているケース"
    ASKED = "asked", "返事を待っているつなぎ"
    MEETING = "meeting", "開く予定の調整会議"
    DEPUTY = "deputy", "代わりを引き受けている不在"


class FilterPage(models.TextChoices):
    """The lists whose filters can be kept."""

    CASES = "cases", "ケース"
    HANDOFFS = "handoffs", "つなぎ"
