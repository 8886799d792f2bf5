"""The people one can log in as in the demo: one per role, with a password that is no secret."""

from dataclasses import dataclass

# Shown on the demo's login page and console; the demo city holds no real person's data.
PASSWORD = "wagamachi-demo-2026"


@dataclass(frozen=True, slots=True)
class Login:
    """One fixed account. ``sees`` tells a newcomer in one sentence what to look at."""

    username: str
    title: str
    sees: str


LOGINS: tuple[Login, ...] = (
    Login(
        "csw",
        "地域福祉コーディネーター（ほしまち地区）",
        "受けとめ待ちの相談と、きょうまでにすること",
    ),
    Login("csw2", "地域福祉コーディネーター（なぎさ地区）", "となりの地区から見える範囲"),
    Login(
        "lead",
        "チームリーダー（ほしまち地区）",
        "鈴掛さんのたらいまわし、綿引さんの丸抱え、一人ひとりの持ち数",
    ),
    Login("houkatsu", "ほしまち地域包括支援センター 窓口", "つなぎを受けて、引き受ける・戻す"),
    Login("hoiku", "ほたる保育園 福祉なんでも相談窓口", "相談を受けとめ、そのあとを見る"),
    Login("minsei", "民生委員・児童委員", "電話からの記録と、中圏域へつないだ相談のその後"),
    Login(
        "core",
        "中心機関（社協 まるごと支援係）",
        "段階を上げたケース、バックアップ依頼、市全体の滞り",
    ),
    Login("manager", "管理職（社協 地域福祉課長）", "数字と、その裏にある一覧"),
    Login("admin", "システム管理", "配置・役割の呼び方・コード表・圏域"),
    Login("auditor", "監査", "だれが何を見たか"),
    Login("sc", "生活支援コーディネーター（ほしまち地区）", "地域の活動と資源"),
    Login("district", "地区担当職員（ほしまち地区）", "担当地区のようす"),
    Login("resident", "住民コーディネーター", "気づいたことを届ける"),
)
USERNAMES = tuple(login.username for login in LOGINS)
HOME_MIDDLE = 5  # ほしまち地区, where most of the fixed accounts work
OTHER_MIDDLE = 2  # なぎさ地区, where ``csw2`` works
