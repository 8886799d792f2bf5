"""The states and fixed choices of planned support: plans, reviews, hard cases, outreach."""

from django.db import models


class PlanState(models.TextChoices):
    """Where a plan stands. Only a draft can be rewritten; nothing ends without an evaluation."""

    DRAFT = "draft", "案"
    AGREED = "agreed", "合意して進めている"
    ENDED = "ended", "評価して終えた"


class PlanOutcome(models.TextChoices):
    """What follows an evaluated plan."""

    REPLAN = "replan", "新しい計画をつくって続ける"
    FINISH = "finish", "計画による支援を終える"
    INTERRUPT = "interrupt", "中断する"


class Standing(models.TextChoices):
    """How one goal stands at a review."""

    DONE = "done", "できた"
    ON_TRACK = "on_track", "予定どおり進んでいる"
    SLOW = "slow", "遅れている"
    STUCK = "stuck", "止まっている"
    RETHINK = "rethink", "目標を見直したい"


class Criterion(models.TextChoices):
    """Why a case counts as 困難事例 (R028)."""

    MANIFOLD = "manifold", "課題がいくつも重なっている"
    NO_SCHEME = "no_scheme", "使える制度がない（制度の狭間）"
    REFUSES = "refuses", "本人や家族が支援を望まない"
    DANGER = "danger", "命や安全の危険がある"
    NEIGHBOURS = "neighbours", "近隣との対立がある"
    DISAGREE = "disagree", "関係機関の考えが一致しない"
    LONG = "long", "長いあいだ動いていない"
    NO_FAMILY = "no_family", "支える家族や決める人がいない"
    OTHER = "other", "そのほか"


class Way(models.TextChoices):
    """Where one went out to (R025)."""

    HOME = "home", "家をたずねた"
    CONDO = "condo", "集合住宅をまわった"
    ACTIVITY = "activity", "サロンや居場所に行った"
    EVENT = "event", "催しに行った"
    SHOP = "shop", "店・医院・団体をまわった"
    WALK = "walk", "まちを歩いた"
    POP_UP = "pop_up", "出張相談をひらいた"
