"""Checksums of files: what was written is what is read, or it is known not to be."""

import hashlib
from pathlib import Path


def checksum(file: Path) -> str:
    """The BLAKE2b hash of a file's bytes, 16 bytes of it in hexadecimal. Raises OSError."""
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
