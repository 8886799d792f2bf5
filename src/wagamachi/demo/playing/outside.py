"""Going out in every season, and who is away while others stand in (R025, R141)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from wagamachi.areas.models import Area
from wagamachi.casework.models import Intake
from wagamachi.casework.services import IntakeDraft, answer_intake, claim_intake
from wagamachi.continuity.services import AbsenceDraft, enter_absence
from wagamachi.organizations.models import Team
from wagamachi.records.services import RecordDraft
from wagamachi.support.enums import Way
from wagamachi.support.services import Concern, OutreachDraft, log_outreach

from ..days import day_of
from .board import Board

# By season: where to, how many were met, what was found there.
_OUTINGS = {
    "spring": (
        (Way.CONDO, 14, "団地の入学祝いの会で、新しく越してきた三家族とあいさつした。"),
        (Way.WALK, 6, "花見の公園で、一人で座る方と話した。ことばは少ないが、毎年来ているとのこと。"),
        (Way.POP_UP, 11, "公民館の前で出張相談。進学の費用の話が三件あった。"),
    ),
    "summer": (
        (Way.HOME, 9, "暑さの見回り。エアコンのない家が二軒、つけていない家が四軒あった。"),
        (Way.EVENT, 38, "盆踊りの受付を手伝う。ゆかたの親子から、夏休みの昼ごはんの心配を聞いた。"),
        (Way.SHOP, 5, "商店街をまわる。銭湯の番台から、来なくなった常連さんの話を聞いた。"),
    ),
    "autumn": (
        (Way.ACTIVITY, 17, "敬老の会のあと、お茶を飲みながら。足が痛くて次は来られないという方が二人。"),
        (Way.CONDO, 12, "タワーの防災訓練に参加。十二階より上の方は、顔を知らないと話された。"),
        (Way.EVENT, 25, "地区のバザーで出張の机を出した。介護の入口をたずねる方が多かった。"),
    ),
    "winter": (
        (Way.HOME, 8, "灯油の配達の日に合わせて訪問。夜の寒さで眠れないという方がいた。"),
        (Way.SHOP, 4, "医院と薬局をまわる。薬を取りに来なくなった方の話が出た。"),
        (Way.WALK, 3, "夜の駅前を歩く。階段の下で本を読む若い人と、少しだけ話した。"),
    ),
}  # fmt: skip
_MET = (
    ("団地の自治会の方", "上の階の方の足音が、このひと月聞こえない。郵便受けはあふれていない。"),
    ("薬局の方", "いつもの薬を三か月取りに来ない。電話もつながらないとのこと。"),
    ("会で会った本人", "夫の介護で夜も起きている。頼れる人は遠くにいると話された。"),
    ("親子で来ていた方", "夏休みのあいだ、昼ごはんを作る余裕がないとのこと。"),
)
_SEASON = {3: "spring", 4: "spring", 5: "spring", 6: "summer", 7: "summer", 8: "summer",
           9: "autumn", 10: "autumn", 11: "autumn"}  # fmt: skip


def play_outreach(board: Board) -> None:
    """Two years of going out: every team every few weeks, and here and there a new worry."""
    for n, days in enumerate(range(4, 720, 14)):
        team = board.base[n % len(board.base)]
        at = board.at(days, 14)
        if not board.on_duty(team, at):
            continue
        outreach = _go_out(board, team, at, n)
        for intake in outreach:
            _taken_up(board, intake, at)


def _go_out(board: Board, team: Team, at: datetime, n: int) -> list[Intake]:
    actor = board.worker(team, at)
    season = _SEASON.get(day_of(at).month, "winter")
    way, headcount, found = _OUTINGS[season][n % 3]
    area = _area(team, day_of(at), n)
    record = RecordDraft(
        occurred_at=at - timedelta(hours=1), minutes=(60, 90, 120)[n % 3],
        method_id="SHUDAN-03" if way == Way.HOME else "SHUDAN-09", counterpart="地域のみなさん",
        shares=(20, 80, 0), tier=area.tier, area_id=area.pk, team_id=team.pk, content=found,
        result="気になる方を、係でおぼえておく。", place=area.name, staff_ids=[_me(actor.user_id)],
    )  # fmt: skip
    concerns = []
    if n % 4 == 1:
        noticed_by, situation = _MET[n // 4 % len(_MET)]
        draft = IntakeDraft(noticed_by=noticed_by, situation=situation, place=area.name)
        concerns.append(Concern(board.id(at), draft))
    draft_of_all = OutreachDraft(record=record, way=way, headcount=headcount, concerns=concerns)
    log_outreach(actor=actor, at=at, draft=draft_of_all, id=board.id(at))
    return list(Intake.objects.filter(pk__in=[concern.id for concern in concerns]))


def _me(user: UUID | None) -> UUID:
    assert user is not None
    return user


def _area(team: Team, on: date, n: int) -> Area:
    """Return a part of the team's area, another each time."""
    whole = team.areas.order_by("pk").first()
    assert whole is not None
    parts = list(Area.objects.live(on).filter(parent=whole).order_by("pk"))
    return parts[n % len(parts)] if parts else whole


def _taken_up(board: Board, intake: Intake, at: datetime) -> None:
    """What was met on the way is taken on or answered the next day; the newest still waits."""
    if (board.until - at).days < 8:
        return
    then = at + timedelta(days=1)
    actor = board.worker(intake.holder_team, then)
    if board.rng.random() < 0.5:
        answer_intake(
            actor=actor, at=then, intake=intake,
            answer="訪ねて会えました。連絡先を渡し、次の会で顔を合わせることにしました。",
        )  # fmt: skip
        return
    claim_intake(
        actor=actor, at=then, intake=intake, next_action="もう一度、同じ時間にたずねる",
        next_action_on=board.day(board.rng.randint(1, 12)),
    )  # fmt: skip


def play_absences(board: Board) -> None:
    """Somebody is away today, somebody soon, somebody was: each with a deputy of the same team."""
    home = board.team_of("csw")
    teams = [home, *(team for team in board.base if team != home)]
    spans = (
        (-2, 4, "夏休みの代わり"),
        (6, 11, "研修"),
        (-40, -33, "通院"),
        (-1, 1, "子の発熱"),
        (14, 60, "育児休業"),
    )
    for team, (first, back, note) in zip(teams, spans, strict=False):
        at = board.at(max(-first, 0) + 2, 9)
        people = [user for user in board.on_duty(team, at) if user.username not in ("csw", "csw2")]
        if len(people) < 2:
            continue
        enter_absence(
            actor=board.actor(people[0], at), at=at, user=people[0],
            draft=AbsenceDraft(
                starts_on=board.day(first), ends_on=board.day(back), deputy=people[1], note=note
            ),
        )  # fmt: skip
