"""What people type, and the 町丁目 it means."""

import pytest

from wagamachi.areas.addresses import TownBook, in_lots, lot_ranges, town_key
from wagamachi.areas.models import Town

NAMES = (
    "暁町一丁目",
    "暁町二丁目",
    "暁町三丁目",
    "堀之内",
    "堀之内二丁目",
    "絹ケ丘一丁目",
    "松が谷",
    "大塚",
)


def book() -> TownBook:
    return TownBook.of([Town(name=name, key=town_key(name)) for name in NAMES], "試験市")


@pytest.mark.parametrize(
    ("typed", "towns", "lots"),
    [
        ("暁町三丁目5番1号", ["暁町三丁目"], (5, 1)),
        ("東京都試験市暁町3-5-1", ["暁町三丁目"], (5, 1)),
        ("試験市暁町３丁目５－１", ["暁町三丁目"], (5, 1)),
        ("〒192-0043　東京都 試験市 暁町 3ー5ー1", ["暁町三丁目"], (5, 1)),
        ("暁町三", ["暁町一丁目", "暁町二丁目", "暁町三丁目"], ()),
        ("暁町", ["暁町一丁目", "暁町二丁目", "暁町三丁目"], ()),
        ("暁町九丁目1", ["暁町一丁目", "暁町二丁目", "暁町三丁目"], ()),
        ("絹ヶ丘1丁目", ["絹ケ丘一丁目"], ()),
        ("絹が丘一丁目2-3 コーポ202", ["絹ケ丘一丁目"], (2, 3)),
        ("松ヶ谷12", ["松が谷"], (12,)),
        ("堀の内二丁目1", ["堀之内二丁目"], (1,)),
        ("大字堀之内1234番地", ["堀之内"], (1234,)),
        ("堀之内", ["堀之内", "堀之内二丁目"], ()),
        ("堀之内2-10", ["堀之内二丁目", "堀之内"], (10,)),
        ("大塚町1", [], ()),
        ("となり市本町1", [], ()),
        ("試験市", [], ()),
        ("　", [], ()),
        ("1-1", [], ()),
    ],
)
def test_typed_address_means_these_towns(
    typed: str, towns: list[str], lots: tuple[int, ...]
) -> None:
    match = book().find(typed)
    assert ([town.name for town in match.towns], match.lots) == (towns, lots)


def test_anything_but_one_town_says_why() -> None:
    notes = [
        book().find(typed).note for typed in ("暁町", "暁町九丁目", "堀之内2-10", "どこか", "")
    ]
    assert all(notes)
    assert len(set(notes)) == 5
    assert book().find("暁町三丁目").note == ""


def test_a_bare_town_beside_its_chome_can_be_meant() -> None:
    exact = book().exact("堀之内")
    assert exact is not None
    assert exact.name == "堀之内"
    assert book().exact("暁町") is None


@pytest.mark.parametrize(
    ("ranges", "lots", "inside"),
    [
        ("1-20,35", (20, 1), True),
        ("1-20,35", (35,), True),
        ("1-20,35", (21,), False),
        ("１〜２０、３５", (7,), True),
        ("1-20", (), False),
    ],
)
def test_lots_in_ranges(ranges: str, lots: tuple[int, ...], inside: bool) -> None:
    assert in_lots(ranges, lots) is inside


@pytest.mark.parametrize("ranges", ["20-1", "あ", "1-", "1--2"])
def test_what_is_no_range_is_refused(ranges: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the message is the offending part itself
        lot_ranges(ranges)
