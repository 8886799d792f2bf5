"""Where a text stands on its way out."""

from django.db import models


class ReleaseState(models.TextChoices):
    """A text that was never asked about has no release: it is written, and stays where it is."""

    WAITING = "waiting", "確かめるのを待っている"
    LET_OUT = "let_out", "外に出してよい"
    SENT_BACK = "sent_back", "直しに戻した"
