"""The weights of a linear-chain CRF with two labels, read from a model file of CRFsuite.

The file: https://www.chokkan.org/software/crfsuite/ (its `crf1d_model.c` and `cqdb.c`). All numbers are little-endian.
A header gives the places of the features (type, source, target, weight) and of the attributes' names, which lie in a
constant database whose backward array leads from an attribute's number to its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from struct import Struct

_HEADER = Struct("<4sI4sIIIIIIIII")
_CHUNK = Struct("<4sII")
_FEATURE = Struct("<IIId")
_DATABASE = Struct("<4sIIIII")
_RECORD = Struct("<II")
_STATE, _TRANSITION = 0, 1


@dataclass(frozen=True, slots=True)
class TwoLabelModel:
    """For each attribute, how much more the second label is worth than the first; and the four transitions.

    `transitions[a][b]` is the weight of label `b` after label `a`.
    """

    labels: tuple[str, str]
    differences: Mapping[str, float]
    transitions: tuple[tuple[float, float], tuple[float, float]]


def read_model(path: Path) -> TwoLabelModel:
    """Read a model. Raises ValueError where the file is none of CRFsuite, or has not two labels."""
    raw = path.read_bytes()
    magic, _, kind, _, _, labels, _, features_at, labels_at, attributes_at, _, _ = _HEADER.unpack_from(raw)
    if (magic, kind, labels) != (b"lCRF", b"FOMC", 2):
        raise ValueError(f"{path} is no CRFsuite model of two labels")
    names = _names(raw, attributes_at)
    differences = dict.fromkeys(names, 0.0)
    transitions = [[0.0, 0.0], [0.0, 0.0]]
    _, _, count = _CHUNK.unpack_from(raw, features_at)
    begin = features_at + _CHUNK.size
    for what, source, target, weight in _FEATURE.iter_unpack(raw[begin : begin + count * _FEATURE.size]):
        if what == _STATE:
            differences[names[source]] += weight if target else -weight
        elif what == _TRANSITION:
            transitions[source][target] = weight
    first, second = _names(raw, labels_at)
    (stay, go), (back, on) = transitions
    return TwoLabelModel((first, second), differences, ((stay, go), (back, on)))


def _names(raw: bytes, at: int) -> list[str]:
    """The names in a constant database, by number."""
    _, _, _, _, count, backward = _DATABASE.unpack_from(raw, at)
    places = Struct(f"<{count}I").unpack_from(raw, at + backward)
    found: list[str] = []
    for place in places:
        begin = at + place + _RECORD.size
        _, length = _RECORD.unpack_from(raw, at + place)
        # the length counts the NUL at the end
        found.append(raw[begin : begin + length - 1].decode())
    return found
