"""Six homes of one building that the shops have left: what a table of tags by building shows (R033)."""

from collections.abc import Iterator

from .script import Role, Stage
from .story import Story

_MIDDLE = 6  # こずえ地区, whose largest quarter is a 団地
_STREET = "5番1号"
_ROOMS = (
    ("201", "2階の方", 79, "膝が痛く、階段の上り下りが日に一度になった。"),
    ("304", "3階の方", 82, "移動販売車が来なくなり、米と水が運べない。"),
    ("402", "4階の角の方", 76, "荷物を踊り場に置いて、少しずつ上げている。"),
    ("405", "4階の方", 85, "買い物は、週に一度来る姪に頼んでいる。"),
    ("501", "5階の方", 81, "ひと月、一階まで下りていない。"),
    ("503", "5階の奥の方", 78, "となりの人が、ついでに買ってきてくれる。"),
)


def estate(stage: Stage) -> Iterator[Story]:
    """Yield a worry from each of the homes, heard in one week at the door of the building."""
    quarter = [t for t in stage.city.towns if t.middle == _MIDDLE]
    town = max(quarter, key=lambda t: t.population)
    team = stage.city.doors.team_for(town)
    worker = stage.holder_of(team)
    for days, (room, label, age, said) in enumerate(_ROOMS, start=20):
        themes = ("KADAI_T-25",) if age < 77 else ("KADAI_T-25", "KADAI_T-24")
        household = stage.household(
            _MIDDLE, f"{_STREET} {town.quarter}団地 {room}", "SETAI-01", label,
            Role("本人", "", "", age, themes), nth=quarter.index(town),
        )  # fmt: skip
        story = stage.intake(
            household, worker, stage.at(days, 14), noticed_by="団地自治会の当番",
            route="KEIRO_L-04", situation=f"{said}エレベーターのない五階建てで、店までは坂を下りて二十分。",
        )  # fmt: skip
        course = stage.claim(
            story,
            worker,
            stage.at(days, 16),
            f"買い物の足がない。{said}同じ建物の人たちと一緒に考える。",
        )
        course.record(stage.at(days - 6, 11), "SHUDAN-03", "本人", "玄関で、いつ何を買っているかを聞いた。",
                      "集会室で、移動販売を戻せないか話し合うことにした。")  # fmt: skip
        course.next(9, "集会室での話し合いの日を伝える")
        yield story
