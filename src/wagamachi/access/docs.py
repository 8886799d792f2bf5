"""The permission matrix in words a town officer reads; ``docs/permissions.md`` is made from it."""

from collections.abc import Iterator
from itertools import groupby

from .matrix import MATRIX, Scope
from .perms import Perm
from .roles import Role

PERM_LABELS: dict[Perm, str] = {
    Perm.AREA_EDIT: "圏域を決める・直す",
    Perm.AREA_OUTREACH: "アウトリーチを頼む",
    Perm.AREA_PROPOSE: "住民の提案を書きとめる",
    Perm.AREA_READ: "圏域を見る",
    Perm.AUDIT_READ: "閲覧と変更の記録を見る",
    Perm.CASE_CLOSE: "ケースをおわりにする",
    Perm.CASE_EDIT: "ケースの中身を直す",
    Perm.CASE_READ_FULL: "ケースをすべて見る",
    Perm.CASE_READ_STATUS: "ケースがいまどうなっているかを見る",
    Perm.CASE_READ_SUMMARY: "ケースのあらましを見る",
    Perm.CASE_RECORD: "ケースに経過を書く",
    Perm.CASE_UNRESTRICT: "特別な取り扱いをやめる",
    Perm.CODE_EDIT: "コード表を直す",
    Perm.HANDOFF_ANSWER: "つなぎに答える",
    Perm.HANDOFF_BACKUP: "バックアップを頼む",
    Perm.HANDOFF_FINISH: "つなぎの結果を書く",
    Perm.HANDOFF_READ: "つなぎを見る",
    Perm.HANDOFF_SEND: "つなぐ",
    Perm.HANDOFF_WITHDRAW: "つなぎを取り下げる",
    Perm.INTAKE_AMEND: "受けた相談を直す・書きたす",
    Perm.INTAKE_CLAIM: "相談を引き受ける",
    Perm.INTAKE_CREATE: "相談を受ける",
    Perm.INTAKE_MATCH: "同じ人・世帯かもしれない相談を知る",
    Perm.INTAKE_READ: "受けた相談をすべて見る",
    Perm.INTAKE_STATUS: "受けた相談がいまどうなっているかを見る",
    Perm.LOAD_READ: "ひとりひとりの持ち数と対応した時間を見る",
    Perm.NIGHT_READ: "夜の点検の結果を見る（個人のことは出ない）",
    Perm.NOTICE_READ: "自分へのお知らせを読む",
    Perm.ORGANIZATION_EDIT: "機関とチームを直す",
    Perm.ORGANIZATION_READ: "機関とチームを見る",
    Perm.PERSON_READ: "人と世帯を見る",
    Perm.PROPOSAL_EDIT: "しくみの提案をまとめる・出す",
    Perm.PROPOSAL_READ: "しくみの提案を見る",
    Perm.RECORD_READ: "活動記録を見る",
    Perm.RECORD_WRITE: "活動記録を書く",
    Perm.RESOURCE_EDIT: "社会資源を書く・直す",
    Perm.RESOURCE_READ: "社会資源を見る",
    Perm.ROLE_EDIT: "配置とログインを決める",
    Perm.SHARING_APPROVE: "同意によらずに伝えることを承認する",
    Perm.STATS_READ: "集計を見る",
    Perm.TASK_ANSWER: "頼まれた委員の仕事に答える",
    Perm.TASK_EDIT: "委員の仕事を書く・頼む",
    Perm.TASK_LOAD: "委員の負担のようすを見る",
    Perm.TASK_READ: "委員の仕事を見る",
    Perm.TASK_RELIEVE: "軽減を決める",
    Perm.TEXT_DECIDE: "ほかの人が書いた文を外に出す・戻す",
}

SCOPE_LABELS: dict[Scope, str] = {
    Scope.OWN: "自分",
    Scope.TEAM: "チーム",
    Scope.NAMED: "名ざしの関与",
    Scope.PARTICIPANT: "関与",
    Scope.ORGANIZATION: "機関",
    Scope.EVERYTHING: "区市町村全体",
}

GROUP_LABELS = {
    "area": "圏域",
    "audit": "監査",
    "case": "ケース",
    "code": "コード表",
    "handoff": "つなぎ",
    "intake": "相談",
    "load": "持ち数",
    "night": "夜の点検",
    "notice": "お知らせ",
    "organization": "機関",
    "person": "人と世帯",
    "proposal": "しくみの提案",
    "record": "活動記録",
    "resource": "社会資源",
    "role": "役割と配置",
    "sharing": "同意によらない共有",
    "stats": "集計",
    "task": "委員の仕事と軽減",
    "text": "外に出す文",
}

_HEAD = """# だれが何をできるか

この表は `src/wagamachi/access/matrix.py` から作られます。手で直さず、
`python manage.py permissions_doc` で作り直してください。

**ことばの意味**

| ことば | どこまで |
|---|---|
| 自分 | 自分が受けた・書いた・名前をあげられたもの |
| チーム | 自分のチームがもっている・受けた・たずねられているもの |
| 名ざしの関与 | 生きている「関与」が、自分自身をあげているケース |
| 関与 | 生きている「関与」が、自分か自分のチームをあげているケース |
| 機関 | 自分の機関のどれかのチームがもっているもの |
| 区市町村全体 | この区市町村にあるものすべて（個人情報には使いません） |
| − | できません。画面そのものが見えません |

ケースの個人情報に「区市町村全体」はありません。もっている機関の外から見るには、生きている「関与」が要ります。
役割の呼び方は区市町村ごとに変えられますが、できることは変わりません。
"""


def permissions_markdown() -> str:
    """Return the whole matrix as one Markdown page, a table per room."""
    return "\n".join([_HEAD, *_tables()])


def _tables() -> Iterator[str]:
    for group, perms in groupby(Perm, key=lambda perm: perm.value.partition(".")[0]):
        listed = list(perms)
        yield f"## {GROUP_LABELS[group]}\n"
        yield _row(["役割", *(PERM_LABELS[perm] for perm in listed)])
        yield _row(["---"] * (len(listed) + 1))
        for role in Role:
            yield _row([str(role.label), *(_cell(role, perm) for perm in listed)])
        yield ""


def _cell(role: Role, perm: Perm) -> str:
    scopes = MATRIX[role].get(perm, set())
    return "・".join(SCOPE_LABELS[scope] for scope in Scope if scope in scopes) or "−"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
