"""GeoJSON boundary files."""

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException

from wagamachi.core.sheets import UnreadableFile

from .boundaries import BoundaryFile, RawRow, declare_crs


def read(path: Path) -> BoundaryFile:
    """Read a FeatureCollection (or one Feature); raise UnreadableFile for anything else."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, OSError):
        raise UnreadableFile(
            f"「{path.name}」は GeoJSON として読めません。"
            "壊れていないか、文字コードが UTF-8 か確かめてください。"
        ) from None
    features = _features(document)
    if features is None:
        raise UnreadableFile(f"「{path.name}」は GeoJSON の FeatureCollection ではありません。")
    rows = [_row(line, feature) for line, feature in enumerate(features, start=1)]
    fields = list(dict.fromkeys(name for row in rows for name in row.properties))
    opened = BoundaryFile(path, fields, rows)
    if declared := _declared_crs(document):
        declare_crs(opened, declared)
    return opened


def _features(document: Any) -> list[Any] | None:
    if not isinstance(document, dict):
        return None
    if document.get("type") == "Feature":
        return [document]
    features = document.get("features")
    return features if isinstance(features, list) else None


def _row(line: int, feature: Any) -> RawRow:
    if not isinstance(feature, dict):
        return RawRow(line, {}, None, "区域の書き方が正しくありません。")
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    geometry = feature.get("geometry")
    if geometry is None:
        return RawRow(line, properties, None)
    try:
        return RawRow(line, properties, shapely.from_geojson(json.dumps(geometry)))
    except (GEOSException, ValueError):
        return RawRow(line, properties, None, "形の書き方が正しくありません。")


def _declared_crs(document: dict[str, Any]) -> str:
    """Return the name in the old ``crs`` member, or an empty string."""
    crs = document.get("crs")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    return name if isinstance(name, str) else ""
