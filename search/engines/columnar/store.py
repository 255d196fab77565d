"""Dataclasses of arrays, saved as one .npy file an array beside a manifest, and mapped into memory."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import numpy as np

MANIFEST = "manifest.json"
# Raise it when the meaning of a file changes: arrays of another format are refused, and built again.
FORMAT = 1

T = TypeVar("T")


class UnknownFormatError(Exception):
    """The directory holds no segment of this format."""


def save(columns: Any, directory: Path, facts: Mapping[str, Any]) -> None:
    """Write every array of a dataclass (and of the dataclasses in it) into a directory, the manifest last."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, array in _arrays(columns, ""):
        np.save(directory / f"{name}.npy", array, allow_pickle=False)
    manifest = {"format": FORMAT, **facts}
    (directory / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def read_manifest(directory: Path) -> dict[str, Any]:
    """What `save` was given as facts. Raises UnknownFormatError for anything else."""
    path = directory / MANIFEST
    if not path.is_file():
        raise UnknownFormatError(f"no manifest in {directory}")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if manifest.get("format") != FORMAT:
        raise UnknownFormatError(f"format {manifest.get('format')} in {directory}, not {FORMAT}")
    return manifest


def read(kind: type[T], directory: Path, prefix: str = "") -> T:
    """The dataclass of arrays that was saved, its arrays mapped: read from the disk when touched."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # T is a dataclass
        name = f"{prefix}{field.name}"
        nested = hints[field.name]
        if is_dataclass(nested):
            values[field.name] = read(nested, directory, f"{name}-")  # type: ignore[arg-type]  # a class
        else:
            values[field.name] = _mapped(directory / f"{name}.npy")
    return kind(**values)


def _mapped(path: Path) -> np.ndarray[Any, Any]:
    # A plain array over the mapping: the class memmap costs a little at every slice. Empty cannot be mapped.
    mapped = np.load(path, mmap_mode="r", allow_pickle=False) if path.stat().st_size > 256 else np.load(path)
    return np.asarray(mapped)


def _arrays(columns: Any, prefix: str) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    for field in fields(columns):
        value = getattr(columns, field.name)
        if is_dataclass(value):
            yield from _arrays(value, f"{prefix}{field.name}-")
        else:
            yield f"{prefix}{field.name}", value
