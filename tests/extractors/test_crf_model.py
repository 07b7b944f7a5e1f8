"""Reading a model of CRFsuite: names and weights of one written byte by byte, and what is no such file."""

from pathlib import Path
from struct import pack

import pytest

from extractors.crf_model import TwoLabelModel, read_model

FEATURES = [
    (0, 0, 0, 0.5),
    (0, 0, 1, 2.0),
    (0, 1, 1, -1.25),
    (0, 2, 0, 3.0),
    *[(1, a, b, a + 2 * b) for a in (0, 1) for b in (0, 1)],
]


def database(names: list[str]) -> bytes:
    """A constant database with its records and the backward array; the hash tables, which are not read, are empty."""
    begin = 24 + 256 * 8
    records, places = b"", []
    for number, name in enumerate(names):
        places.append(begin + len(records))
        key = name.encode() + b"\0"
        records += pack("<II", number, len(key)) + key
    backward = begin + len(records)
    array = pack(f"<{len(places)}I", *places)
    head = pack("<4sIIIII", b"CQDB", backward + len(array), 0, 0x62445371, len(places), backward)
    return head + bytes(256 * 8) + records + array


def written(path: Path, *, kind: bytes = b"FOMC", labels: int = 2) -> Path:
    features = pack("<4sII", b"FEAT", 0, len(FEATURES)) + b"".join(pack("<IIId", *feature) for feature in FEATURES)
    label_names, attributes = database(["B-W", "I-W"]), database(["T[0]=ấp", "T[0]=", "T[0,1]=a b"])
    at = 48, 48 + len(features), 48 + len(features) + len(label_names)
    head = pack("<4sI4sIIIIIIIII", b"lCRF", 0, kind, 100, 0, labels, 3, *at, 0, 0)
    path.write_bytes(head + features + label_names + attributes)
    return path


def test_a_model(tmp_path: Path) -> None:
    assert read_model(written(tmp_path / "m")) == TwoLabelModel(
        ("B-W", "I-W"), {"T[0]=ấp": 1.5, "T[0]=": -1.25, "T[0,1]=a b": -3.0}, ((0.0, 2.0), (1.0, 3.0))
    )


def test_what_is_no_such_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no CRFsuite model of two labels"):
        read_model(written(tmp_path / "m", labels=3))
    with pytest.raises(ValueError, match="no CRFsuite model of two labels"):
        read_model(written(tmp_path / "m", kind=b"????"))
