"""Who may go through which door: one line per URL. A new URL needs one line here, no more."""

from dataclasses import dataclass

EAST = "csw colleague lead"
CASEWORKERS = f"{EAST} other_csw seikatsu_sc core"
HOLDERS = f"{CASEWORKERS} agency nursery"
POINTS = f"{HOLDERS} district"
RECEIVERS = f"{POINTS} manager minsei resident"
POSTED = f"{RECEIVERS} auditor admin"
EVERYBODY = f"{POSTED} stranger"

LEADERS = "core lead manager"
OFFICE = "admin manager"
DIRECTORY = f"{CASEWORKERS} admin"
STATISTICS = f"{CASEWORKERS} district manager auditor"


@dataclass(frozen=True)
class Line:
    """One door and those who may go through it; everybody else is told that nothing is there.

    ``row`` names a row of the scene (``tests.matrix.scene``) and ``args`` other parts of the URL.
    ``get`` is what those who may are answered; ``post`` what they are answered to an empty POST,
    tried only where a door takes nothing else. ``only`` is the method a door insists on: the other
    one is 405 for everybody. ``anonymous`` is for people who are not logged in (302 = to the login).
    """

    name: str
    may: str = EVERYBODY
    row: str = ""
    args: tuple[str, ...] = ()
    get: int = 200
    post: int = 0
    only: str = ""
    anonymous: int = 302
    others: int = 404

    @property
    def id(self) -> str:
        return " ".join(part for part in (self.name, self.row, *self.args) if part)


def _acts(name: str, may: str, row: str, get: int = 405) -> Line:
    """A button: POST only."""
    return Line(name, may, row, post=302, get=get, only="POST")


LINES = (
    # 今日
    Line("home:today"),
    Line("home:stuck", LEADERS),
    Line("home:search"),
    Line("home:calendar", f"{POINTS} manager minsei", only="GET"),
    Line("home:calendar_make", f"{POINTS} manager minsei", get=405, post=200, only="POST"),
    Line("home:calendar_stop", f"{POINTS} manager minsei", get=405, post=302, only="POST"),
    Line("home:calendar_feed", "", args=("nothing",), anonymous=404, only="GET"),
    # お知らせ
    Line("notices:index", POSTED, only="GET"),
    Line("notices:open", "csw", "notice", get=302, only="GET"),
    _acts("notices:read", "csw", "notice"),
    Line("notices:read_all", POSTED, get=405, post=302, only="POST"),
    Line("notices:preference", POSTED),
    # open to everyone
    Line("core:healthz", anonymous=200, only="GET"),
    Line("core:language", get=302, anonymous=302),
    Line("directory:public", anonymous=200),
    # login
    Line("account_login", get=302, anonymous=200),
    Line("account_logout"),
    Line("account_inactive"),
    Line("account_change_password"),
    Line("account_set_password", get=302),
    Line("access:session"),
    Line("access:account", "colleague auditor admin", "user", only="GET"),
    # 人と配置
    Line("access:people", OFFICE),
    Line("access:person_new", "admin"),
    Line("access:person", OFFICE, "user"),
    Line("access:person_password", "admin", "user", get=405, post=200, only="POST"),
    _acts("access:person_active", "admin", "user"),
    Line("access:assignment_new", "admin", "user"),
    Line("access:assignment_change", "admin", "post"),
    Line("access:assignment_end", "admin", "post"),
    Line("access:roles", "admin"),
    Line("access:codes", "admin"),
    Line("access:code_list", "admin", args=("SHIGEN",)),
    Line("access:code_add", "admin", args=("SHIGEN",)),
    Line("access:code_rename", "admin", args=("SHIGEN-01",)),
    Line("access:code_end", "admin", args=("SHIGEN-01",)),
    Line("access:code_resume", "admin", args=("SHIGEN-01",), get=405, post=302, only="POST"),
    Line("access:audit", "auditor"),
    Line("access:audit_verify", "auditor", get=405, post=302, only="POST"),
    Line("access:explain", "auditor"),
    # 圏域
    Line("areas:index", POSTED, only="GET"),
    Line("areas:geojson", POSTED, only="GET"),
    Line("areas:lookup", POSTED),
    Line("areas:unassigned", POSTED, only="GET"),
    Line("areas:detail", POSTED, "area", only="GET"),
    Line("areas:attached", POSTED, "area", args=("resources",), only="GET"),
    Line("areas:match", POSTED, only="GET"),
    Line("areas:zonings", POSTED, only="GET"),
    Line("areas:propose", f"{CASEWORKERS} district {OFFICE}"),
    Line("areas:new", OFFICE),
    Line("areas:new_zoning", OFFICE),
    Line("areas:settings", OFFICE),
    Line("areas:households", OFFICE),
    _acts("areas:make_base", OFFICE, "zoning"),
    Line("areas:change", OFFICE, "area"),
    Line("areas:end", OFFICE, "area"),
    # 機関
    Line("organizations:index", POSTED),
    Line("organizations:deployment", POSTED),
    Line("organizations:districts", POSTED),
    Line("organizations:detail", POSTED, "organization"),
    Line("organizations:team", POSTED, "team"),
    Line("organizations:new", OFFICE),
    Line("organizations:change", OFFICE, "organization"),
    Line("organizations:close", OFFICE, "organization"),
    Line("organizations:team_new", OFFICE, "organization"),
    Line("organizations:team_change", OFFICE, "team"),
    Line("organizations:team_close", OFFICE, "team"),
    # 社会資源
    Line("directory:index", POSTED),
    Line("directory:detail", POSTED, "public_resource"),
    Line("directory:detail", f"{POINTS} manager minsei auditor admin", "staff_resource"),
    Line("directory:new", DIRECTORY),
    Line("directory:unverified", DIRECTORY),
    Line("directory:export", DIRECTORY),
    Line("directory:import", DIRECTORY),
    Line("directory:import_take_in", DIRECTORY, get=405, post=422, only="POST"),
    Line("directory:change", DIRECTORY, "public_resource"),
    _acts("directory:verify", DIRECTORY, "public_resource"),
    Line("directory:end", DIRECTORY, "public_resource"),
    # 活動記録
    Line("records:index", f"{POINTS} minsei"),
    Line("records:new", f"{POINTS} minsei"),
    Line("records:definitions", f"{POINTS} minsei"),
    Line("records:export", f"{POINTS} minsei"),
    Line("records:detail", EAST, "record"),
    Line("records:detail", f"{EAST} agency", "shared_record"),
    Line("records:correct", "csw", "record"),
    # 相談
    Line("casework:inbox", HOLDERS),
    Line("casework:approvals", "core lead manager"),
    Line("casework:approval", "core lead manager", "approval"),
    Line("casework:my_intakes", RECEIVERS),
    Line("casework:intake_new", RECEIVERS),
    Line("casework:intake_matches", RECEIVERS, get=405, post=200, only="POST"),
    Line("casework:intake", f"{EAST} core manager nursery", "intake"),
    Line("casework:intake", f"{EAST} core manager nursery", "taken"),
    Line("casework:intake_received", f"{EAST} core manager nursery", "intake"),
    Line("casework:intake_slip", f"{EAST} nursery", "intake"),
    Line("casework:claim", EAST, "intake"),
    Line("casework:pass_on", EAST, "intake"),
    Line("casework:intake_locate", EAST, "intake"),
    Line("casework:answer", EAST, "intake"),
    Line("casework:intake_reopen", EAST, "answered"),
    Line("casework:find_worries", f"{POINTS} manager"),
    Line("casework:advice", RECEIVERS),
    Line("casework:advice_on", EAST, "record"),
    Line("casework:raise", EAST, "record"),
    # ケース
    Line("casework:cases", f"{POINTS} manager minsei"),
    Line("casework:case", f"{EAST} core manager nursery", "case"),
    Line("casework:case", f"{EAST} core manager agency", "shared"),
    Line("casework:case", f"{EAST} core manager agency", "outlined"),
    Line("casework:case", "other_csw seikatsu_sc core lead manager", "of_the_west"),
    Line("casework:record", EAST, "case"),
    Line("casework:record", f"{EAST} agency", "shared"),
    Line("casework:record", EAST, "outlined"),
    Line("casework:case_record", f"{EAST} agency", "shared shared_record", get=302),
    Line("casework:next_action", EAST, "shared"),
    Line("casework:describe", EAST, "shared"),
    Line("casework:assign", EAST, "shared"),
    Line("casework:locate", EAST, "shared"),
    Line("casework:evaluations", f"{EAST} agency", "shared"),
    Line("casework:evaluations", EAST, "outlined"),
    Line("casework:evaluate", EAST, "shared"),
    Line("casework:close", EAST, "shared"),
    Line("casework:reopen", EAST, "closed"),
    Line("casework:readers", f"{EAST} agency", "shared"),
    Line("casework:readers", EAST, "outlined"),
    # 役割・会議・まとめ・寄り添い
    Line("casework:roles", f"{EAST} agency", "shared"),
    Line("casework:roles", EAST, "outlined"),
    Line("casework:role_new", EAST, "shared"),
    Line("casework:role", EAST, "role"),
    _acts("casework:role_finish", EAST, "role"),
    Line("casework:meetings", f"{EAST} core manager agency", "outlined"),
    Line("casework:meetings", f"{EAST} core manager", "case"),
    Line("casework:meeting_new", f"{EAST} core manager", "shared"),
    Line("casework:coming_meetings", f"{POINTS} minsei"),
    Line("casework:meeting", f"{EAST} core agency", "meeting"),
    Line("casework:meeting_held", f"{EAST} core manager", "meeting"),
    Line("casework:meeting_call_off", f"{EAST} core manager", "meeting"),
    Line("casework:merge", EAST, "shared"),
    Line("casework:part", EAST, "case_merge"),
    Line("casework:stand_by", EAST, "shared"),
    Line("casework:resume", EAST, "shared"),
    Line("casework:tags", EAST, "shared"),
    # 世帯と同意
    Line("casework:household", f"{EAST} agency", "shared"),
    Line("casework:household", EAST, "outlined"),
    Line("casework:member_new", EAST, "shared"),
    Line("casework:member", EAST, "member"),
    Line("casework:member_identify", EAST, "member"),
    _acts("casework:member_part", EAST, "member"),
    _acts("casework:member_leave", EAST, "member"),
    _acts("casework:member_key", EAST, "member"),
    Line("casework:supporter_new", EAST, "shared"),
    _acts("casework:supporter_end", EAST, "supporter"),
    Line("casework:person", f"{EAST} agency", "person", get=302),
    Line("casework:consents", f"{EAST} agency", "shared"),
    Line("casework:consents", EAST, "outlined"),
    Line("casework:consent", f"{EAST} agency", "consent", get=302),
    Line("casework:consent_new", EAST, "shared"),
    _acts("casework:consent_withdraw", EAST, "shared consent"),
    # つなぎ
    Line("casework:municipal", "core"),
    Line("casework:flag", f"{EAST} core manager", "flag"),
    Line("casework:flag_meeting", f"{EAST} core manager", "flag", get=302),
    Line("casework:flag_quiet", EAST, "flag"),
    _acts("casework:flag_speak", EAST, "flag"),
    Line("casework:handoff_list", f"{POINTS} minsei"),
    Line("casework:handoff", f"{EAST} agency", "sent"),
    Line("casework:handoff", f"{EAST} agency", "accepted"),
    Line("casework:handoff", "other_csw seikatsu_sc agency", "sent_by_the_west"),
    Line("casework:handoff_act", "agency", "sent", ("accept",)),
    Line("casework:handoff_act", "agency", "sent", ("decline",)),
    Line("casework:handoff_act", "agency", "sent", ("receive",)),
    Line("casework:handoff_act", "agency", "sent", ("weigh",)),
    Line("casework:handoff_act", EAST, "sent", ("explain",)),
    Line("casework:handoff_act", EAST, "sent", ("heard",)),
    Line("casework:handoff_act", EAST, "sent", ("withdraw",)),
    Line("casework:handoff_act", f"{EAST} agency", "accepted", ("finish",)),
    Line("casework:handoffs", f"{EAST} agency", "shared"),
    Line("casework:handoffs", EAST, "outlined"),
    Line("casework:choose_receiver", EAST, "shared"),
    Line("casework:handoff_new", EAST, "shared", ("team", "team")),
    Line("casework:handoff_external", EAST, "shared"),
    Line("casework:handoff_pull", f"{EAST} core agency", "shared"),
    Line("casework:backup_new", HOLDERS),
    Line("casework:companion", EAST, "shared"),
    # 計画・困難事例・制度の狭間・アウトリーチ
    Line("support:reviews", HOLDERS),
    Line("support:case", f"{EAST} agency", "shared"),
    Line("support:assessment_new", EAST, "shared"),
    Line("support:assessment", f"{EAST} agency", "assessment"),
    Line("support:plan_new", EAST, "shared"),
    Line("support:plan", f"{EAST} agency", "plan"),
    Line("support:plan_change", EAST, "plan"),
    _acts("support:plan_discard", EAST, "plan"),
    Line("support:goal_new", EAST, "plan"),
    Line("support:goal", EAST, "plan goal"),
    _acts("support:goal_remove", EAST, "plan goal"),
    Line("support:plan_agree", EAST, "plan"),
    Line("support:review_new", EAST, "plan"),
    Line("support:plan_end", EAST, "plan"),
    _acts("support:replan", EAST, "ended_plan"),
    Line("support:difficult", f"{HOLDERS} manager"),
    Line("support:difficult_mark", f"{EAST} agency core manager", "mark"),
    Line("support:difficult_new", EAST, "shared"),
    Line("support:difficult_lift", EAST, "mark"),
    Line("support:gap_new", EAST, "shared"),
    Line("support:gaps", STATISTICS),
    Line("support:gap", f"{EAST} agency", "gap"),
    Line("support:gap_change", EAST, "gap"),
    Line("support:outreach_list", f"{POINTS} minsei"),
    Line("support:outreach_new", f"{POINTS} minsei"),
    Line("support:outreach_areas", f"{POINTS} minsei manager auditor"),
    Line("support:outreach", EAST, "outreach"),
    Line("support:outreach_tasks", f"{POINTS} minsei {OFFICE}"),
    Line("support:outreach_ask", f"{CASEWORKERS} district {OFFICE}"),
    Line("support:outreach_task", EAST, "outreach_task"),
    Line("support:summary", STATISTICS),
    # 紙に出す
    Line("exchange:case", f"{EAST} agency", "shared"),
    Line("exchange:case", EAST, "outlined"),
    Line("exchange:blank", f"{EAST} agency", "shared", ("plan",)),
    Line("exchange:blank_intake", RECEIVERS),
    Line("exchange:course", f"{EAST} agency", "shared"),
    Line("exchange:course", EAST, "outlined"),
    Line("exchange:evaluation", f"{EAST} agency", "shared evaluation"),
    Line("exchange:consent", f"{EAST} agency", "shared consent"),
    Line("exchange:assessment", f"{EAST} agency", "assessment"),
    Line("exchange:plan", f"{EAST} agency", "plan"),
    Line("exchange:intake", f"{EAST} nursery", "intake"),
    Line("exchange:handoff", f"{EAST} agency", "sent"),
    # 引き継ぎと不在
    Line("continuity:absences", f"{POINTS} manager minsei"),
    Line("continuity:absence_new", f"{POINTS} manager minsei"),
    Line("continuity:absence_new_for", LEADERS, "user"),
    Line("continuity:absence", f"csw colleague {LEADERS}", "absence"),
    Line("continuity:absence_change", f"colleague {LEADERS}", "absence"),
    _acts("continuity:absence_call_off", f"colleague {LEADERS}", "absence"),
    Line("continuity:handover", f"{EAST} core manager admin", "user"),
    Line("continuity:handover_sheet", f"{EAST} core manager admin", "user"),
    Line(
        "continuity:handover_preview",
        f"{EAST} core manager",
        "user",
        get=405,
        post=422,
        only="POST",
    ),
    Line("continuity:handover_do", f"{EAST} core manager", "user", get=405, post=422, only="POST"),
    _acts("continuity:met", EAST, "handed"),
    _acts("continuity:bulk", HOLDERS, ""),
    _acts("continuity:bulk_do", HOLDERS, ""),
    Line("continuity:filter_keep", f"{POINTS} manager minsei", get=405, post=422, only="POST"),
    _acts("continuity:filter_drop", "csw", "kept"),
    # 委員の仕事と軽減
    Line("workforce:tasks", RECEIVERS),
    Line("workforce:task_new", f"minsei {LEADERS}"),
    Line("workforce:task", f"minsei {LEADERS}", "own_task"),
    Line("workforce:task", f"minsei agency {LEADERS}", "offered_task"),
    Line("workforce:task", f"minsei resident {LEADERS}", "task_of_resident"),
    Line("workforce:task_change", f"minsei {LEADERS}", "own_task"),
    Line("workforce:task_offer", f"minsei {LEADERS}", "own_task"),
    Line("workforce:task_move", f"minsei {LEADERS}", "own_task", args=("finish",)),
    Line("workforce:task_move", f"minsei {LEADERS}", "own_task", args=("stop",)),
    Line("workforce:task_move", "agency", "offered_task", args=("take",)),
    Line("workforce:task_move", "agency", "offered_task", args=("give_back",)),
    Line("workforce:task_move", "resident", "task_of_resident", args=("take",)),
    Line("workforce:task_move", f"minsei {LEADERS}", "offered_task", args=("recall",)),
    Line("workforce:task_move", "agency", "taken_task", args=("complete",)),
    Line("workforce:load", f"minsei {LEADERS}"),
    Line("workforce:decisions", f"minsei {LEADERS}"),
    Line("workforce:decision_new", LEADERS),
    Line("workforce:decision", f"minsei {LEADERS}", "relief"),
    Line("workforce:decision", f"minsei {LEADERS}", "relief_of_task"),
    # 外に出す文
    Line("publishing:releases", f"{HOLDERS} manager"),
    Line("publishing:release", "colleague lead core manager", "release"),
    # しくみづくり
    Line("action:board", STATISTICS),
    Line("action:new", f"{CASEWORKERS} manager"),
    Line("action:proposal", STATISTICS, "proposal"),
    Line("action:change", f"{EAST} core manager", "proposal"),
    Line("action:submit", f"{EAST} core manager", "proposal"),
    Line("action:withdraw", f"{EAST} core manager", "proposal"),
    Line("action:answer", f"{EAST} core manager", "proposal_sent"),
    Line("action:outcome", f"{EAST} core manager", "proposal_adopted"),
    # 集計
    Line("insight:index", STATISTICS),
    Line("insight:functions", STATISTICS),
    Line("insight:backups", STATISTICS),
    Line("insight:handoffs", STATISTICS),
    Line("insight:leaks", STATISTICS),
    Line("insight:responses", STATISTICS),
    Line("insight:roles", STATISTICS),
    Line("insight:standing", STATISTICS),
    Line("insight:tags", STATISTICS),
    Line("insight:themes", STATISTICS),
    Line("insight:windows", STATISTICS),
)
