"""Shapefiles: a .shp with its neighbours, or a .zip of them; DBF in UTF-8 or CP932."""

import io
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import shapefile as pyshp
from shapely.geometry import shape as to_shape

from wagamachi.core.sheets import UnreadableFile

from .boundaries import BoundaryFile, RawRow, declare_crs

_MOST_BYTES = 500_000_000
Parts = dict[str, bytes]


def read(path: Path) -> BoundaryFile:
    """Read a shapefile; raise UnreadableFile when a part is missing, broken or undecodable."""
    parts = _from_zip(path) if path.suffix.lower() == ".zip" else _from_folder(path)
    for needed in (".shp", ".dbf"):
        if needed not in parts:
            raise UnreadableFile(
                f"「{path.name}」に {needed} がありません。"
                ".shp・.dbf・.shx・.prj をそろえてください。"
            )
    encoding, fields, rows = _rows(path, parts)
    opened = BoundaryFile(path, fields, rows, encoding=encoding)
    if ".prj" in parts:
        declare_crs(opened, parts[".prj"].decode("utf-8", "replace"))
    else:
        opened.notes.append(".prj がないので、緯度・経度（世界測地系）として読みました。")
    return opened


def _from_folder(path: Path) -> Parts:
    same = (p for p in path.parent.iterdir() if p.stem == path.stem)
    return {p.suffix.lower(): p.read_bytes() for p in same if p.suffix.lower() in _KEPT}


_KEPT = {".shp", ".dbf", ".shx", ".prj", ".cpg"}


def _from_zip(path: Path) -> Parts:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info for info in archive.infolist() if not info.is_dir()]
            shapes = [i.filename for i in names if i.filename.lower().endswith(".shp")]
            if len(shapes) != 1:
                raise UnreadableFile(
                    f"「{path.name}」には .shp が{len(shapes)}個あります。"
                    "1個だけの zip にしてください。"
                )
            stem = shapes[0][: -len(".shp")]
            wanted = [i for i in names if i.filename[: -len(".shp")] == stem]
            if sum(i.file_size for i in wanted) > _MOST_BYTES:
                raise UnreadableFile(f"「{path.name}」は大きすぎます（500MBまで）。")
            return {PurePosixPath(i.filename).suffix.lower(): archive.read(i) for i in wanted}
    except (zipfile.BadZipFile, OSError, RuntimeError):
        raise UnreadableFile(
            f"「{path.name}」は zip として開けません。取り直してください。"
        ) from None


def _rows(path: Path, parts: Parts) -> tuple[str, list[str], list[RawRow]]:
    """Try the encoding the file names, else UTF-8, else CP932, without ever guessing a letter."""
    declared = parts.get(".cpg", b"").decode("ascii", "ignore").strip()
    for encoding in [declared] if declared else ["utf-8", "cp932"]:
        try:
            with _reader(parts, encoding) as reader:
                fields = [f[0] for f in reader.fields if f[0] != "DeletionFlag"]
                return encoding, fields, _features(reader)
        except (UnicodeDecodeError, LookupError, pyshp.dbfFileException):
            continue
        except Exception as error:  # pyshp lets struct, index and its own errors escape alike
            raise UnreadableFile(
                f"「{path.name}」はシェープファイルとして読めません。壊れていないか確かめてください。"
            ) from error
    raise UnreadableFile(
        f"「{path.name}」の .dbf が読めません。"
        "文字コードを CP932 か UTF-8 にして、書き出し直してください。"
    )


def _reader(parts: Parts, encoding: str) -> Any:
    return pyshp.Reader(
        shp=io.BytesIO(parts[".shp"]),
        dbf=io.BytesIO(parts[".dbf"]),
        shx=io.BytesIO(parts[".shx"]) if ".shx" in parts else None,
        encoding=encoding,
        encodingErrors="strict",
    )


def _features(reader: Any) -> list[RawRow]:
    rows = []
    for line, pair in enumerate(reader.iterShapeRecords(), start=1):
        properties = pair.record.as_dict()
        if pair.shape.shapeType == pyshp.NULL or not pair.shape.points:
            rows.append(RawRow(line, properties, None))
        else:
            rows.append(RawRow(line, properties, to_shape(pair.shape.__geo_interface__)))
    return rows
