"""How long indexing and searching take as the index grows: 1 000 → 10 000 → 100 000 documents.

Run ``python bench/search.py [sizes…]``. It works in a database of its own: a temporary SQLite file,
or whatever empty database ``WAGAMACHI_DATABASE_URL`` names. ``--spellings`` adds the dictionary's
spellings while loading, as the application does for single rows.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagamachi.config.settings")
os.environ["WAGAMACHI_HOME"] = tempfile.mkdtemp(prefix="wagamachi-bench-")

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # settings first
from django.db import transaction  # noqa: E402

from wagamachi.core import search  # noqa: E402
from wagamachi.core.refs import Ref  # noqa: E402

WHO = [
    "近所の人",
    "民生委員",
    "大家さん",
    "娘さん",
    "管理人",
    "学校の先生",
    "包括の職員",
    "配達の人",
]
WHAT = [
    "ごみがたまり、においがすると相談があった",
    "最近姿を見かけないと連絡があった",
    "夜になると怒鳴り声が聞こえるという",
    "家賃を三か月滞納していて立退きを求められている",
    "物忘れが進み、認知症ではないかと心配している",
    "息子が引きこもりで、将来が不安だと話された",
    "子どもが学校に行けず、朝起きられない",
    "電気とガスが止まり、食べるものがない",
    "一人暮らしで、話し相手がほしいとのこと",
    "階段の上り下りがつらく、買い物に行けない",
]
NEXT = [
    "訪問して様子を確かめる。",
    "包括につなぐ。",
    "次の定例会で話し合う。",
    "電話で見守りを続ける。",
]
FAMILY = ["田中", "髙橋", "斎藤", "渡邉", "山﨑", "中村", "小林", "加藤", "吉田", "佐々木"]
GIVEN = ["花子", "太郎", "幸子", "健一", "美咲", "大輔", "和子", "翔", "久美", "正"]
START = datetime(2020, 4, 1, tzinfo=UTC)


def entries(dice: random.Random) -> Iterator[search.Entry]:
    at = START
    for n in range(10**9):
        at += timedelta(seconds=dice.randrange(1, 900))
        text = "。".join(f"{dice.choice(WHO)}から、{what}" for what in dice.sample(WHAT, 3))
        if n % 5000 == 0:
            text += "。屋根の上にやぎがいる"
        yield search.Entry(
            ref=Ref("record", UUID(int=dice.getrandbits(128), version=4)),
            texts=[f"{text}。{dice.choice(NEXT)}"],
            titles=[dice.choice(FAMILY) + dice.choice(GIVEN)],
            narrow=[f"team:{dice.randrange(24)}", f"user:{dice.randrange(120)}"],
            at=at,
        )


def median_ms(work: Callable[[], object], times: int = 15) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


QUESTIONS: dict[str, tuple[str, list[str]]] = {
    "common word, one team": ("認知症", ["team:3"]),
    "common word, three scopes": ("認知症", ["team:3", "team:7", "user:5"]),
    "two common words": ("認知症 家賃", ["team:3"]),
    "other spelling": ("ひきこもり", ["team:3"]),
    "rare word": ("やぎ", [f"team:{n}" for n in range(24)]),
    "absent word": ("潜水艦", ["team:3"]),
    "one character": ("人", ["team:3"]),
    "name by reading": ("たなかはなこ", ["team:3"]),
    "scope without documents": ("認知症", ["team:none"]),
}


def main(sizes: list[int], spellings: bool) -> None:
    call_command("migrate", verbosity=0)
    feed = entries(random.Random(1))
    loaded = 0
    for size in sizes:
        batch = list(islice(feed, size - loaded))
        start = time.perf_counter()
        with transaction.atomic():
            search.put_many(batch, spellings=spellings)
        per_second = len(batch) / (time.perf_counter() - start)
        search.tidy()
        loaded = size
        print(f"\n{size:>9,} documents, loaded at {per_second:,.0f} a second")
        for name, (query, narrow) in QUESTIONS.items():
            found = len(search.hits(query, narrow=narrow))
            spent = median_ms(lambda q=query, n=narrow: search.hits(q, narrow=n))
            print(f"    {name:<28}{spent:8.2f} ms   {found:>3} hits")
        again = batch[0]
        spent = median_ms(
            lambda e=again: search.put(
                e.ref, texts=e.texts, titles=e.titles, narrow=e.narrow, at=e.at
            )
        )
        print(f"    {'write one document again':<28}{spent:8.2f} ms")


if __name__ == "__main__":
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdigit()]
    main(numbers or [1_000, 10_000, 100_000], "--spellings" in sys.argv)
