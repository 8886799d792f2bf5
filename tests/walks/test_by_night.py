"""What the house did by itself is the administrators' to read, and nobody is in it."""

from wagamachi.accounts.models import User
from wagamachi.core import tasks

from .walker import People, Walker


def sections(person: Walker) -> str:
    return person.go("/").part("夜の点検で見つかったこと")


def test_the_night_is_told_to_administrators_and_to_nobody_else(people: People) -> None:
    """Before it ever came that is the first thing to do; after it, what was done and how long it took."""
    admin = people("admin").go("/").follow("夜の点検が、まだ動いていません").reads("いますぐ")
    tasks.rounds.func()
    tasks.nightly.func()
    assert "直すことは、ありません。" in sections(admin)
    admin.follow("夜の点検").reads(
        "いちばん新しい夜", "確かめた約束", "ありません。仕事はみな終わり"
    )
    works = admin.rows("わがまちが自分でする仕事")
    assert len(works) > 8
    assert [row for row in works if "終わった" not in row] == []
    admin.reads("しるしを見つけなおす", "メールを送る")
    admin.reads_not(*User.objects.exclude(username="admin").values_list("name", flat=True))
    for outsider in ("csw", "lead", "core", "manager", "auditor", "minsei", "resident", "district"):
        people(outsider).go("/").reads_not("夜の点検").go("/night/", status=404)
