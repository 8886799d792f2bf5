"""The fixed choices of ③しくみづくり: where a proposal is, whom it went to, what came of it."""

from django.db import models


class ProposalState(models.TextChoices):
    """Where a proposal is."""

    DRAFT = "draft", "まとめている"
    SUBMITTED = "submitted", "返事待ち"
    ADOPTED = "adopted", "採用された"
    REJECTED = "rejected", "見送られた"
    REALISED = "realised", "しくみになった"
    WITHDRAWN = "withdrawn", "取り下げた"


AT_HOME = (ProposalState.DRAFT, ProposalState.REJECTED)
OPEN = (*AT_HOME, ProposalState.SUBMITTED, ProposalState.ADOPTED)


class Receiver(models.TextChoices):
    """To what kind of body a proposal goes."""

    FORUM = "forum", "協議の場・会議体"
    GOVERNMENT = "government", "区市町村の行政"
    METROPOLIS = "metropolis", "東京都・国"
    PLAN = "plan", "計画の策定委員会"
    NETWORK = "network", "社会福祉法人・団体"


class Verdict(models.TextChoices):
    """What the body answered."""

    ADOPTED = "adopted", "採用する"
    REJECTED = "rejected", "見送る"


class OutcomeKind(models.TextChoices):
    """What a proposal became."""

    PLAN_ITEM = "plan_item", "計画の項目"
    SCHEME = "scheme", "新しい制度・事業"
    CHANGE = "change", "いまの制度の見直し"
    RESOURCE = "resource", "新しい資源・場所"
    AGREEMENT = "agreement", "機関どうしの取り決め"
