"""Words that may mean that a worry cannot wait: whoever wrote one is asked once whether it is urgent.

Nothing is decided by a word. The list follows what offices are told to listen for: the signs for which
an ambulance is called at once (総務省消防庁「救急お役立ちガイド」: 意識・呼吸・けいれん・出血・動けない), those of
heat stroke (環境省「熱中症環境保健マニュアル」), what people say who think of dying (厚生労働省「ゲートキーパー養成
研修用テキスト」), violence, fire and gas, and supplies cut off. Words of every day that only look like one
(血圧, 火曜, ガス代) are left out, so that the question stays rare enough to be read.
"""

import re

from .enums import Urgency

_BODY = (
    r"倒れ", r"たおれ", r"動かない", r"動けな", r"起き上がれな", r"(返事|応答|反応)が(ない|なく|あり?ません)",
    r"意識(が|も|は)?(な[いくし]|もうろう|遠|薄れ|うすれ|戻ら)", r"けいれん", r"痙攣", r"ぐったり",
    r"(息|呼吸)(が|を|も)?(して(い)?な|な[いく]|苦し|くるし|荒|止ま)",
    r"血(?!圧|糖|液|縁|統|族|筋|行|管|のつなが)", r"熱中症", r"脱水(?!機)", r"高熱", r"凍え",
    r"行方(不明|が(わから|知れ))", r"帰ってこな",
)  # fmt: skip
_DYING = (
    r"死(にた[いく]|のう|んでしま(いたい|おう)|なせて|ぬ(つもり|しか))", r"自殺", r"自死", r"遺書",
    r"消えて?(しまい)?た[いく]", r"生きて(い)?(たくな|ても(しかた|しょうが|意味))", r"飛び(降|お)り", r"手首を[切き]",
    r"首を(?!長|かしげ|傾|縦|横|振|ひね|突|つっこ|すく)", r"薬を(たくさん|大量|まとめて|全部)",
)  # fmt: skip
_VIOLENCE = (
    r"殴", r"なぐ[らりるっ]", r"蹴[らりるっ]", r"(たた|叩)か(れ|せ)", r"刺(さ|す|し(?!身))", r"刃物", r"包丁を",
    r"殺(?!風景|虫|菌|到)", r"暴れ", r"悲鳴", r"叫び声",
)  # fmt: skip
_FIRE = (
    r"火(?!曜|葬|鉢|の用心|災保険|[）)・、])(?<![花（(]火)", r"燃え", r"煙(?!草|たい)", r"[焦こ]げ(くさ|臭)",
    r"ガス(?!代|料金|会社|コンロ|の検針|が止|を止|も止|・水道)",
)  # fmt: skip
_FOOD = (r"食べ(る)?(もの|物)が(ない|なく|尽き)", r"(何|なに)も食べて(い)?な", r"何日も食べ")
_SUPPLY = (
    r"(電気|ガス|水道|水)(・(電気|ガス|水道))*[がもを](止ま|止め|とま|とめ|使えな|つかな)",
    r"灯りがつかな",
)


def _any_of(*words: str) -> "re.Pattern[str]":
    """Find any of the words, told as people say them: 電気がつかない, not 電気がつかな."""
    return re.compile(rf"(?:{'|'.join(words)})(?:(?<=な)[いくけ])?")


# The gravest first.
_SIGNS = (
    (Urgency.LIFE, _any_of(*_BODY, *_DYING, *_VIOLENCE, *_FIRE)),
    (Urgency.NO_FOOD, _any_of(*_FOOD)),
    (Urgency.LIFELINE, _any_of(*_SUPPLY)),
)


def danger_in(text: str) -> tuple[str, Urgency] | None:
    """Return the first word of danger with the sign a yes would set, the gravest sign first; or None.

    Violence sets LIFE and not ABUSE: what the law makes of it (R017) is ticked by a person.
    """
    for sign, words in _SIGNS:
        if found := words.search(text):
            return found.group(), sign
    return None
