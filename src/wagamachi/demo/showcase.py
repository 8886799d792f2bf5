"""The hand-placed stories: what each login finds on its desk on the first morning."""

from collections.abc import Iterator

from .cast import HOME_MIDDLE, OTHER_MIDDLE
from .city import City
from .script import Role, Stage
from .showcase_estate import estate
from .showcase_stuck import stuck
from .story import Story

TOWER = "8番2号 ベイタワーわがまち"


def showcase(city: City) -> Iterator[Story]:
    """Yield the stories that screenshots and first walks are made of."""
    stage = Stage(city)
    yield _tower(stage)
    yield _double_care(stage)
    yield _son_upstairs(stage)
    yield _young_carer(stage)
    yield _island(stage)
    yield from stuck(stage)
    yield from _waiting(stage)
    yield from estate(stage)


def _tower(stage: Stage) -> Story:
    """12階のBさん: noticed by a nursery, held by the CSW, first declined, then taken up."""
    household = stage.household(
        HOME_MIDDLE, f"{TOWER} 1204", "SETAI-02", "12階のBさん",
        Role("本人", "", "", 63, ("KADAI_T-04", "KADAI_T-09", "KADAI_T-08")),
    )  # fmt: skip
    story = stage.intake(
        household, "hoiku", stage.at(41, 17, 20), noticed_by="保育園の保護者", route="KEIRO_L-07",
        situation="お迎えのとき、同じタワーに住む保護者から「12階のBさんの部屋の前に荷物が積まれ、においがする。"
        "前はこどもに声をかけてくれる人だった」と聞いた。春からエレベーターで会わなくなったとのこと。",
    )  # fmt: skip
    course = stage.claim(
        story, "csw", stage.at(40, 9, 40),
        "タワーの12階で一人暮らし。物が増え、人との行き来が途絶えている。管理組合と近所の心配を受けとめながら、"
        "本人のペースで暮らしと健康に関わる。",
    )  # fmt: skip
    course.record(stage.at(39, 10), "SHUDAN-14", "管理人", "管理人と電話。"
                                                        "インターホンには夕方なら出ることがある。苦情は３件。",
                  "管理組合の理事長にも事情を伝え、張り紙は見合わせてもらう。", minutes=30)  # fmt: skip
    course.record(stage.at(37, 17), "SHUDAN-03", "本人", "扉越しに10分。"
                                                       "「片づけろと言わないなら話す」。手紙を置いた。",
                  "名前は聞かず、また来る約束をした。", next_step="木曜の夕方にもう一度")  # fmt: skip
    course.consent(
        stage.at(37, 17, 20), "DOI_KOTAE-04", (), "まだ広げたくないとのこと。あらためてたずねる。"
    )
    health = stage.desk("13", HOME_MIDDLE)
    first = course.handoff(stage.at(33, 11), health.team, None, "からだの見立て",
                           "足を引きずっておられます。訪問で様子を見ていただけませんか。")  # fmt: skip
    course.decline(first, stage.at(31, 15), health.account, "HAZAMA-04",
                   "本人の了解がないあいだは訪問できません。了解が取れたら、すぐにご連絡ください。")  # fmt: skip
    course.record(stage.at(26, 17, 30), "SHUDAN-03", "本人", "玄関に腰かけて話す。"
                                                           "舞台の衣装を縫う仕事をしていたとのこと。"
                  "足の傷を見せてくれた。", "「おばさん先生になら見せてもいい」。", minutes=60)  # fmt: skip
    houkatsu = stage.desk_of("houkatsu")
    given = course.consent(stage.at(26, 18), "DOI_KOTAE-02", (houkatsu.organization.id,))
    second = course.handoff(stage.at(25, 9, 30), houkatsu.team, given, "足の傷と暮らしの見立て",
                            "一緒に訪問し、受診につながるよう話していただけませんか。", level=3)  # fmt: skip
    course.accept(
        second,
        stage.at(24, 10),
        houkatsu.account,
        "引き受けます。看護師の資格のある職員と一緒にうかがいます。",
    )
    course.record(stage.at(19, 16), "SHUDAN-04", "本人と包括職員", "包括の職員と訪問し、その足で診療所へ同行。",
                  "傷の手当てを受け、週１回通うことになった。", minutes=120)  # fmt: skip
    course.record(stage.at(5, 17), "SHUDAN-03", "本人", "一緒に「いま使う物」を選ぶ。窓までの通り道ができた。",
                  "居場所の発表会の衣装直しを頼むと、布を見たいと言われた。", next_step="布を届ける")  # fmt: skip
    course.next(0, "布を届けて、通院の様子を聞く")
    return story


def _double_care(stage: Stage) -> Story:
    """ダブルケア with five people at home: one つなぎ taken up, one whose answer is due today."""
    household = stage.household(
        HOME_MIDDLE, "3番14号", "SETAI-09", "凪代 麻衣",
        Role("本人", "凪代 麻衣", "なぎしろ まい", 41, ("KADAI_T-02", "KADAI_N-18", "KADAI_N-06")),
        Role("夫", "凪代 拓也", "なぎしろ たくや", 44),
        Role("父", "凪代 勝彦", "なぎしろ かつひこ", 76, ("KADAI_T-10", "KADAI_N-17")),
        Role("長女", "凪代 小春", "なぎしろ こはる", 7, ("KADAI_T-13",)),
        Role("長男", "凪代 湊", "なぎしろ みなと", 2), nth=3,
    )  # fmt: skip
    story = stage.intake(
        household, "minsei", stage.at(62, 11), noticed_by="民生委員の訪問", route="KEIRO_L-01",
        situation="赤ちゃんを背負ったまま、お父さんを探して歩いておられた。もう何日も眠っていないとのこと。"
        "保育園の送り迎えと介護が重なり、「どこに行っても半分だけ聞かれる」と話された。",
    )  # fmt: skip
    course = stage.claim(
        story, "csw", stage.at(61, 10),
        "小さなこども二人の子育てと、父の介護を一人で担っている。別々の窓口の予定を一枚に合わせ、眠れる夜をつくる。",
    )  # fmt: skip
    houkatsu, family = stage.desk_of("houkatsu"), stage.desk("03", HOME_MIDDLE)
    course.record(stage.at(60, 13), "SHUDAN-03", "本人と父", "一週間の予定を大きな紙に書き出し、"
                                                         "重なるところに色を付けた。",
                  "夕方の二時間が一番つらいと分かった。", minutes=90)  # fmt: skip
    given = course.consent(stage.at(60, 14), "DOI_KOTAE-01",
                           (houkatsu.organization.id, family.organization.id))  # fmt: skip
    care = course.handoff(stage.at(59, 9), houkatsu.team, given, "父の介護の調整",
                          "夕方に入れるサービスを一緒に探してください。", level=3)  # fmt: skip
    course.accept(
        care, stage.at(58, 11), houkatsu.account, "お引き受けします。木曜にうかがいます。"
    )
    course.record(stage.at(40, 15), "SHUDAN-15", "包括", "父のデイが週３日に決まる。迎えの時間をずらせた。",
                  "本人から「昨日は６時間眠れた」。", minutes=60)  # fmt: skip
    course.finish(care, stage.at(38, 16), "週３日の通いが始まった。")
    course.record(stage.at(12, 10), "SHUDAN-02", "本人", "長女が学校に行きしぶり、また眠れていないとのこと。",
                  "一時預かりと、長女の話を聞く場を考える。", minutes=30)  # fmt: skip
    course.handoff(stage.at(4, 14), family.team, given, "一時預かりと長女の相談",
                   "下の子の一時預かりと、長女が話せる時間をつくっていただけませんか。", days=2)  # fmt: skip
    course.next(1, "子ども家庭支援センターの返事を確かめる")
    return story


def _son_upstairs(stage: Stage) -> Story:
    """8050: a つなぎ whose answer is overdue, so both sides see it on their desk."""
    household = stage.household(
        HOME_MIDDLE, "11番6号", "SETAI-08", "苔原 房江",
        Role("母", "苔原 房江", "こけはら ふさえ", 84, ("KADAI_T-01", "KADAI_N-17")),
        Role("長男", "苔原 修一", "こけはら しゅういち", 55, ("KADAI_T-05", "KADAI_N-12")), nth=6,
    )  # fmt: skip
    story = stage.intake(
        household, "minsei", stage.at(24, 15), noticed_by="民生委員（自分）", route="KEIRO_L-01",
        situation="苔原さんが転んでから買い物に出ていない。二階に息子さんがいるようだが、会ったことがない。"
        "「息子のことは言わないで」と小声で話された。",
    )  # fmt: skip
    course = stage.claim(story, "lead", stage.at(23, 9),
                         "高齢の母と、長く家で過ごす長男の世帯。"
                         "母の介護の相談を入口に、長男にも一人の人として会い続ける。")  # fmt: skip
    houkatsu = stage.desk_of("houkatsu")
    course.record(stage.at(21, 14), "SHUDAN-03", "母", "縁側で話す。長男が湯のみを二つ置いていってくれた。",
                  "母の介護の話なら、家に入ってよいとのこと。", minutes=60)  # fmt: skip
    given = course.consent(stage.at(21, 15), "DOI_KOTAE-01", (houkatsu.organization.id,))
    course.handoff(stage.at(9, 10), houkatsu.team, given, "母の介護の入口",
                   "転んだあとの足腰の見立てと、介護保険の申請の手伝いをお願いします。")  # fmt: skip
    course.record(stage.at(7, 16), "SHUDAN-02", "母", "電話。長男がラジオを直してくれたとうれしそうに話される。",
                  "次の訪問で、直すところを見せてもらう約束。", minutes=15)  # fmt: skip
    course.next(-1, "包括の返事を確かめる")
    return story


def _young_carer(stage: Stage) -> Story:
    """A story that ended well: evaluated, closed, and still to be asked after."""
    household = stage.household(
        HOME_MIDDLE, "5番9号", "SETAI-09", "蕗坂 美月",
        Role("長女", "蕗坂 美月", "ふきさか みづき", 15, ("KADAI_T-03", "KADAI_T-33")),
        Role("母", "蕗坂 智恵", "ふきさか ちえ", 45, ("KADAI_T-11",)),
        Role("祖母", "蕗坂 節子", "ふきさか せつこ", 79, ("KADAI_N-17",)),
        Role("弟", "蕗坂 律", "ふきさか りつ", 6), nth=9,
    )  # fmt: skip
    story = stage.intake(
        household, "hoiku", stage.at(260, 18), noticed_by="保育園の先生", route="KEIRO_L-07",
        situation="弟さんのお迎えに、毎日中学生の姉が来る。連絡帳の字も姉のもの。試験の前の日も変わらず来ている。",
    )  # fmt: skip
    course = stage.claim(story, "csw", stage.at(258, 10),
                         "家族の世話を中学生が担っている。家族全体の支えを増やし、"
                         "こどもがこどもでいられる時間を取り戻す。")  # fmt: skip
    houkatsu = stage.desk_of("houkatsu")
    course.record(stage.at(250, 17), "SHUDAN-09", "本人", "学習室のあと30分話す。家の一日を円グラフに描いてくれた。",
                  "「かわいそうと言われるのはいや」。", minutes=45)  # fmt: skip
    given = course.consent(stage.at(249, 10), "DOI_KOTAE-01", (houkatsu.organization.id,))
    care = course.handoff(stage.at(248, 9), houkatsu.team, given, "祖母の介護の見直し",
                          "平日の夕方に入れるサービスを検討してください。")  # fmt: skip
    course.accept(care, stage.at(246, 11), houkatsu.account, "承知しました。夕方の訪問を組みます。")
    course.finish(care, stage.at(220, 15), "平日夕方の訪問が週３回始まった。")
    course.record(stage.at(120, 17), "SHUDAN-03", "本人と母", "母が初めて台所に立っていた。"
                                                          "美月さんは文化祭の係を引き受けたとのこと。",
                  "夕食を週２日、だれでも食堂でとることに。", minutes=60)  # fmt: skip
    course.record(stage.at(26, 17), "SHUDAN-09", "本人", "食堂で会う。"
                                                       "志望校の話ばかりする。", "次は本人から連絡をくれるとのこと。",
                  minutes=30)  # fmt: skip
    course.next(-12, "三者で振り返る")
    wrapped = course.evaluation(
        stage.at(20, 14), 4, ("HENKA-14", "HENKA-06", "HENKA-10"),
        "祖母のことは好き。でも試験の前だけは勉強したい。かなった。", "受験が終わるまでの家事の分担。",
        "食堂で顔を合わせ、３か月後にこちらから声をかける。",
    )  # fmt: skip
    course.close(stage.at(20, 15), wrapped, "SHUKETSU-01")
    return story


def _island(stage: Stage) -> Story:
    """A case of the neighbouring area that asks the nursery: seen by few, and for a reason."""
    household = stage.household(
        OTHER_MIDDLE, "2番7号", "SETAI-06", "ハナリー・ミヤット",
        Role("母", "ハナリー・ミヤット", "はなりー・みやっと", 31, ("KADAI_T-27", "KADAI_T-26")),
        Role("父", "サイラー・ミヤット", "さいらー・みやっと", 35, ("KADAI_T-34",)),
        Role("長男", "ニラン・ミヤット", "にらん・みやっと", 4), nth=2,
    )  # fmt: skip
    story = stage.intake(
        household, "csw2", stage.at(15, 11), noticed_by="本人", route="KEIRO-01",
        situation="「がっこうの てがみが よめません」と、封筒の束を持って来られた。下の子の預け先も探している。",
    )  # fmt: skip
    course = stage.claim(story, "csw2", stage.at(15, 12),
                         "ことばと手続きの壁がある子育て世帯。"
                         "やさしい日本語と通訳で制度につなぎ、料理を入口に近所と出会う。")  # fmt: skip
    hoiku = stage.desk_of("hoiku")
    course.record(
        stage.at(13, 10),
        "SHUDAN-01",
        "本人",
        "手紙を一緒に読み、予定を暦に書いた。",
        "来週、通訳の人と三人で会う。",
        minutes=60,
    )
    given = course.consent(stage.at(13, 11), "DOI_KOTAE-01", (hoiku.organization.id,))
    course.handoff(stage.at(3, 10), hoiku.team, given, "見学と預け先の相談",
                   "お子さんと一緒に園を見学させてください。やさしい日本語でお願いします。", days=4)  # fmt: skip
    course.next(2, "見学の日を確かめる")
    return story


def _waiting(stage: Stage) -> Iterator[Story]:
    """The inbox of ほしまち地区 on the first morning, and one worry nobody can place."""
    late = stage.household(HOME_MIDDLE, "6番3号", "SETAI-01", "角の家の方",
                           Role("本人", "", "", 82, ("KADAI_T-08",)), nth=1)  # fmt: skip
    yield stage.intake(
        late, "resident", stage.at(10, 16), noticed_by="住民コーディネーター", route="KEIRO_L-02",
        situation="回覧板がいつも同じ家で止まる。角の家の方が、玄関まで出るのがつらいと話しておられた。",
    )  # fmt: skip
    dark = stage.household(HOME_MIDDLE, "17番2号 すずらんコーポ 103", "SETAI-02", "燕倉 康弘",
                           Role("本人", "燕倉 康弘", "つばめくら やすひろ", 58, ("KADAI_T-23",)), nth=4)  # fmt: skip
    yield stage.intake(
        dark, "minsei", stage.at(1, 18), noticed_by="民生委員の訪問", route="KEIRO_L-01",
        situation="夜になっても灯りがつかない。声をかけると、電気が止まって三日目とのこと。ろうそくの火が心配。",
        urgency=("lifeline",),
    )  # fmt: skip
    below = stage.household(HOME_MIDDLE, f"{TOWER} 1104", "SETAI-06", "11階の方",
                            Role("本人", "", "", 38, ("KADAI_T-19",)))  # fmt: skip
    yield stage.intake(
        below, "hoiku", stage.at(0, 9, 15), noticed_by="窓口の職員", route="KEIRO_L-07",
        situation="上の階のにおいと虫のことで、こどもを外に出しづらいと話された。"
                  "上の方を責めたいのではなく、心配しているとのこと。",
    )  # fmt: skip
    care = stage.household(HOME_MIDDLE, "9番12号", "SETAI-03", "笛代 義昭",
                           Role("本人", "笛代 義昭", "ふえしろ よしあき", 83, ("KADAI_T-06",)),
                           Role("配偶者", "笛代 美佐江", "ふえしろ みさえ", 81, ("KADAI_N-17",)), nth=8)  # fmt: skip
    yield stage.intake(
        care, "houkatsu", stage.at(2, 15), noticed_by="ケアマネジャー", route="KEIRO-06",
        situation="介護する側も限界に近い。介護保険だけでは休む時間がつくれず、"
                  "近所の手を借りられないかと相談があった。",
    )  # fmt: skip
    nowhere = stage.household(None, "くわしい場所は不明", "SETAI-14", "")
    yield stage.intake(
        nowhere, "district", stage.at(1, 11), noticed_by="地区のまち歩き", route="KEIRO_L-10",
        situation="「川のほうに、夜だけいる若い人がいる」と聞いた。"
                  "寒くなるので心配とのこと。名前も場所も分からない。",
    )  # fmt: skip
