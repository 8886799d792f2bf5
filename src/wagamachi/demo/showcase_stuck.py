"""Two hand-placed stories the detectors must find: one passed around, one carried alone (R013, R014)."""

from collections.abc import Iterator

from .cast import HOME_MIDDLE
from .script import Role, Stage
from .story import Story

PASSED_AROUND = "鈴掛 文夫"
HELD_ALONE = "綿引 和江"


def stuck(stage: Stage) -> Iterator[Story]:
    """Yield what 今日 of ``lead`` and ``core`` warns about on the first morning."""
    yield _passed_around(stage)
    yield _held_alone(stage)


def _passed_around(stage: Stage) -> Story:
    """Three windows, three times 対象外; nobody has begun, and no meeting is dated."""
    household = stage.household(
        HOME_MIDDLE, "2番19号 みぎわ荘 201", "SETAI-02", PASSED_AROUND,
        Role("本人", PASSED_AROUND, "すずかけ ふみお", 58, ("KADAI_T-21", "KADAI_T-34", "KADAI_T-11")),
        nth=5,
    )  # fmt: skip
    story = stage.intake(
        household, "minsei", stage.at(38, 14), noticed_by="民生委員の訪問", route="KEIRO_L-01",
        situation="階段で座りこんでおられた。腰を痛めて仕事をやめ、家賃が二か月遅れている。"
        "「どこに行っても、ここではないと言われる」とのこと。",
    )  # fmt: skip
    course = stage.claim(
        story, "csw", stage.at(37, 10),
        "腰を痛めて仕事を失い、家賃と通院の両方で止まっている。年齢と診断の要件に合わず、受けとめる先が決まらない。",
    )  # fmt: skip
    course.record(stage.at(36, 15), "SHUDAN-03", "本人", "封の切られていない通知を、一緒に日付の順に並べた。",
                  "まず家賃と通院のことから動く。", minutes=60)  # fmt: skip
    desks = [
        stage.desk_of("houkatsu"),
        stage.desk("13", HOME_MIDDLE),
        stage.desk("03", HOME_MIDDLE),
    ]
    given = course.consent(
        stage.at(36, 16), "DOI_KOTAE-01", tuple(d.organization.id for d in desks)
    )
    asks = (
        (30, "通院の付き添い", "通院の日の付き添いを、ひと月だけでもお願いできませんか。",
         "六十五歳前で、介護の認定もないため、対象になりません。"),
        (22, "手当てと訪問の見立て", "診断がつくまでのあいだ、訪問で様子を見ていただけませんか。",
         "診断のない方は対象外です。受診のあとで、またお声かけください。"),
        (12, "家計と住まいの相談", "家賃のことを、一緒に大家さんと話していただけませんか。",
         "お子さんのいる世帯の窓口のため、お受けできません。"),
    )  # fmt: skip
    for (days, purpose, request, answer), desk in zip(asks, desks, strict=True):
        handoff = course.handoff(stage.at(days, 10), desk.team, given, purpose, request)
        course.decline(handoff, stage.at(days - 3, 16), desk.account, "HAZAMA-01", answer)
    course.record(stage.at(4, 16), "SHUDAN-02", "本人", "三つ目の返事を伝えた。「やっぱりね」とだけ話された。",
                  "次は、集まって決める形にしたい。", minutes=15)  # fmt: skip
    course.next(1, "だれが中心になるかを決める会議を考える")
    return story


def _held_alone(stage: Stage) -> Story:
    """Four kinds of worry in one home, half a year, and one person who does it all."""
    household = stage.household(
        HOME_MIDDLE, "15番4号", "SETAI-08", HELD_ALONE,
        Role("本人", HELD_ALONE, "わたびき かずえ", 79, ("KADAI_T-08", "KADAI_N-17")),
        Role("長男", "綿引 亮", "わたびき りょう", 51, ("KADAI_T-05", "KADAI_T-11")),
        Role("孫", "綿引 陽太", "わたびき ようた", 16, ("KADAI_T-03",)), nth=7,
    )  # fmt: skip
    story = stage.intake(
        household, "csw", stage.at(190, 11), noticed_by="本人", route="KEIRO-01",
        situation="「孫のことだけ聞いてほしい」と来られた。帰りぎわに、息子の仕事のこと、自分の足のこと、"
        "屋根のことを、立ったまま話された。",
    )  # fmt: skip
    course = stage.claim(
        story, "csw", stage.at(190, 15),
        "祖母・長男・孫の三人の世帯。孫の学校、長男の仕事、祖母の足、家の傷みが重なっている。"
        "家族は「あなたにだけ話したい」と言い、ほかの機関の話は進んでいない。",
    )  # fmt: skip
    visits = (
        (180, "SHUDAN-03", "本人", "縁側で話す。孫の弁当の話になると、よく笑われる。"),
        (
            150,
            "SHUDAN-09",
            "孫",
            "駅前のベンチで30分。夜に働いていることを、学校には言っていないとのこと。",
        ),
        (120, "SHUDAN-03", "長男", "玄関で立ち話。履歴書を見てほしいと言われ、一緒に書いた。"),
        (88, "SHUDAN-04", "本人", "整形外科へ同行。杖を借りて帰った。"),
        (
            52,
            "SHUDAN-03",
            "本人と長男",
            "雨もりのバケツを替えながら話す。市の修繕の助成を調べる約束をした。",
        ),
        (24, "SHUDAN-02", "本人", "夜の電話。「来てくれるのはあなただけ」とくり返された。"),
        (6, "SHUDAN-03", "本人", "助成の書類を一緒に書いた。包括の話は、また今度とのこと。"),
    )
    for days, method, counterpart, content in visits:
        course.record(
            stage.at(days, 16), method, counterpart, content, "また来る約束をした。", minutes=60
        )
    course.next(3, "書類を出したか確かめる")
    return story
