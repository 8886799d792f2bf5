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


class Insurance(models.TextChoices):
    """健康保険 of the person a sheet is about."""

    EMPLOYEE = "employee", "社会保険"
    NATIONAL = "national", "国民健康保険"
    LATE_ELDERLY = "late_elderly", "後期高齢者医療"
    ASSISTANCE = "assistance", "生活保護（医療扶助）"
    NONE = "none", "入っていない"
    UNKNOWN = "unknown", "わからない"


class Pension(models.TextChoices):
    """年金: what is received, or how it stands."""

    OLD_AGE = "old_age", "老齢年金を受けている"
    DISABILITY = "disability", "障害年金を受けている"
    SURVIVOR = "survivor", "遺族年金を受けている"
    PAYING = "paying", "納めている"
    EXEMPT = "exempt", "免除・猶予"
    UNPAID = "unpaid", "納めていない"
    UNKNOWN = "unknown", "わからない"


class Handbook(models.TextChoices):
    """障害の手帳. Nothing ticked says that nobody asked."""

    BODY = "body", "身体障害者手帳"
    MIND = "mind", "愛の手帳（療育手帳）"
    PSYCHIATRIC = "psychiatric", "精神障害者保健福祉手帳"
    APPLYING = "applying", "申請中"
    NONE = "none", "持っていない"
