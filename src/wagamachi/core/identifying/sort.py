"""The sorts of things that tell whom a text is about."""

from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """What was found; each with its word and what to write instead."""

    NAME = ("人の名前", "「ご本人」「ある人」「ひとり暮らしの方」のように書いてください。")
    PLACE = ("くわしい場所", "町名や番地は書かず、「市の東のほう」くらいにしてください。")
    BUILDING = ("建物や部屋の名前", "「集合住宅」「団地」のように書いてください。")
    PHONE = ("電話番号やメールアドレス", "消してください。")
    BIRTH = ("生まれた日や年", "「80代」のように年代で書いてください。")
    AGE = ("年齢", "「80代」のように年代で書いてください。")
    OTHER = ("だれのことかわかる言葉", "ほかの言い方にしてください。")

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def advice(self) -> str:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the folded text, or in the text as typed when ``as_typed``.

    ``is_own`` says that it is a family name of the known, though nothing beside it says that a name is meant.
    """

    start: int
    end: int
    sort: Sort
    is_certain: bool
    as_typed: bool = False
    is_own: bool = False
