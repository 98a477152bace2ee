"""What is there already is opened by one door, which waits for nobody and reads no more than a file of its kind has."""

from __future__ import annotations

import ast
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui import disk_io, settings
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogError
from aesthetic_gui.culling.albums.manifests import NoManifest, verify
from aesthetic_gui.culling.operations import writing
from aesthetic_gui.culling.sidecars import state
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.files.decoding import chatter
from aesthetic_gui.files.export import fonts, watermark
from aesthetic_gui.files.export.rendition import ExportError
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails, name_of
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.files.transfer import copying, linking, trash
from aesthetic_gui.photo import Photo
from aesthetic_gui.scoring import pack as packs
from aesthetic_gui.taste.examples import TasteError
from aesthetic_gui.training.data import folders, labels
from aesthetic_gui.training.recipe import BadRecipe, read_recipe

PACKAGE = Path(disk_io.__file__).parent
PATIENCE = 5.0  # seconds

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes, sockets and devices have names on POSIX only")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def socket_file(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(path.parent)  # the name of a socket has a hundred bytes
        try:
            listening.bind(path.name)
        finally:
            os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("a pipe"))
    path.symlink_to("a pipe")


def pretence(path: Path) -> None:
    path.symlink_to("/proc/self/environ")


def folder(path: Path) -> None:
    path.mkdir()


Odd = Callable[[Path], None]
ODD: tuple[Odd, ...] = (pipe, socket_file, device, link_to_pipe, pretence, folder)


@pytest.fixture(autouse=True)
def never_waits() -> Iterator[None]:
    """A test that waits for a pipe would never end: somebody comes and opens every pipe at the other end."""
    waited: list[Path] = []
    over = threading.Event()
    made: list[Path] = []
    make = os.mkfifo

    def noted(path: os.PathLike[str] | str, *mode: int) -> None:
        make(path, *mode)
        made.append(Path(path))

    def rescue() -> None:
        if over.wait(PATIENCE):
            return
        for path in made:
            waited.append(path)
            os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))

    os.mkfifo = noted
    watch = threading.Thread(target=rescue)
    watch.start()
    yield
    over.set()
    watch.join()
    os.mkfifo = make
    assert not waited


@pytest.mark.parametrize("odd", ODD)
def test_nothing_but_a_file_is_opened(tmp_path: Path, odd: Odd) -> None:
    odd(tmp_path / "x")
    for refused in (disk_io.open_regular, disk_io.lock_file, lambda path: disk_io.read_regular(path, 100)):
        if odd is pretence and refused is disk_io.lock_file:
            continue
        with pytest.raises(OSError, match="not a file"):
            refused(tmp_path / "x")


@pytest.mark.parametrize("odd", [pipe, device])
def test_a_file_whose_place_is_taken_while_it_is_opened_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: Odd
) -> None:
    odd(tmp_path / "x")
    monkeypatch.setattr(disk_io, "refuse_odd", lambda _path: None)  # it was a file a moment ago
    with pytest.raises(OSError, match="not a file"):
        disk_io.open_regular(tmp_path / "x")


def test_no_more_is_read_than_a_file_of_its_kind_has(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert disk_io.read_regular(path, 5) == b"12345"
    with pytest.raises(OSError, match="too large"):
        disk_io.read_regular(path, 4)
    os.truncate(path, 1 << 42)  # a file of holes
    with pytest.raises(OSError, match="too large: 2 MiB is the most"):
        disk_io.read_regular(path, 2 << 20)


def test_a_file_that_grows_while_it_is_read_is_read_whole_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"1")
    with disk_io.open_regular(path) as file:
        short = os.fstat(file.fileno())
        path.write_bytes(bytes(200_000))
        grown = [short, os.fstat(file.fileno())]
        assert grown[0].st_size == 1
        assert len(disk_io.read_all(file, 300_000)) == 200_000


def test_a_file_under_a_lease_is_opened_once_it_is_given_up(tmp_path: Path) -> None:
    import fcntl
    import signal

    path = tmp_path / "x"
    path.write_bytes(b"mine")
    holder = path.open("rb+")
    before = signal.signal(signal.SIGIO, lambda *_: holder.close())
    try:
        fcntl.fcntl(holder, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        assert disk_io.read_regular(path, 10) == b"mine"
    except OSError as error:
        pytest.skip(f"no leases here: {error}")
    finally:
        signal.signal(signal.SIGIO, before)


# Every kind of file that the program reads, and who reads it.


@pytest.mark.parametrize(
    ("odd", "tail"),
    [
        *((odd, "") for odd in ODD),
        *((odd, tail) for odd in ODD if odd is not pretence for tail in ("-journal", "-wal")),
    ],
)
def test_a_catalog_that_is_no_file_is_refused_in_words(tmp_path: Path, odd: Odd, tail: str) -> None:
    path = tmp_path / "x.db"
    if tail:
        Catalog.open(path).close()
    odd(tmp_path / f"x.db{tail}")
    with pytest.raises(CatalogError, match=r"cannot be (opened|used now): .*not a file"):
        Catalog.open(path)
    assert os.path.lexists(tmp_path / f"x.db{tail}")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("of", ["pack.toml", "weights"])
def test_a_model_that_is_no_file_is_refused_in_words(tmp_path: Path, odd: Odd, of: str) -> None:
    bundled = packs.load_pack()
    copied = tmp_path / bundled.id
    copied.mkdir()
    for file in bundled.folder.iterdir():
        (copied / file.name).write_bytes(file.read_bytes() if file.name == "pack.toml" else b"")
    pack = packs.read_pack(copied)
    spoiled = copied / "pack.toml" if of == "pack.toml" else pack.weights[0].path
    spoiled.unlink()
    odd(spoiled)
    with pytest.raises(packs.BadPack, match="not a file"):
        packs.read_pack(copied) if of == "pack.toml" else packs.read_weights(pack, pack.weights[0].runtime)
    assert not all(well for _path, well in packs.verify(pack))


@pytest.mark.parametrize("odd", ODD)
def test_a_sidecar_that_is_no_file_is_a_problem_of_one_photograph(tmp_path: Path, odd: Odd) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xd9")
    odd(tmp_path / "a.xmp")
    saying = state.said_by(Photo(tmp_path / "a.jpg", (tmp_path / "a.xmp",)))
    assert "not a file" in saying.problems[tmp_path / "a.xmp"]


READERS: dict[str, tuple[type[Exception], Callable[[Path], object]]] = {
    "manifest.json": (NoManifest, lambda path: list(verify(path.parent))),
    "taste.json": (TasteError, tasting._content),
    "recipe.toml": (BadRecipe, lambda path: read_recipe(path)),
    "labels.csv": (labels.BadTable, lambda path: labels._lines(path)),
    "corpus.csv": (OSError, folders.read_rows),
    "mark.png": (ExportError, lambda path: watermark._opened(path)),
    "sidecar.xmp": (OSError, writing._content),
    "note.trashinfo": (OSError, lambda path: trash.remove_note(path, b"[Trash Info]")),
    "copied.jpg": (OSError, lambda path: copying.copy_verified(path, path.with_name("copy"))),
    "summed.jpg": (OSError, copying.digest),
    "cloned.jpg": (OSError, lambda path: linking.clone(path, path.with_name("clone"))),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", READERS)
def test_whoever_reads_a_file_refuses_what_is_none(tmp_path: Path, odd: Odd, name: str) -> None:
    refusal, read = READERS[name]
    odd(tmp_path / name)
    with pytest.raises(refusal):
        read(tmp_path / name)


@pytest.mark.parametrize("odd", ODD)
def test_settings_that_are_no_file_are_the_usual_ones(odd: Odd) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    odd(path)
    assert settings.load()["theme"] == "system"


@pytest.mark.parametrize("odd", ODD)
def test_thumbnails_and_log_that_are_no_files_are_done_without(tmp_path: Path, odd: Odd) -> None:
    photo = Photo(tmp_path / "a.jpg", (), 10, 10)
    (tmp_path / "shared" / "large").mkdir(parents=True)
    odd(tmp_path / "shared" / "large" / name_of(photo.path))
    assert SharedThumbnails(tmp_path / "shared").find(photo) is None
    (tmp_path / "cache").mkdir()
    odd(tmp_path / "cache" / "thumbnails.db")
    with ThumbnailCache(tmp_path / "cache" / "thumbnails.db") as cache:
        assert cache.get("1-2") is None
    (tmp_path / "fonts").mkdir()
    odd(tmp_path / "fonts" / "arial.ttf")
    assert not fonts._opens(tmp_path / "fonts" / "arial.ttf")


@pytest.mark.parametrize("odd", [pipe, link_to_pipe])
def test_a_log_that_is_no_file_leaves_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: Odd) -> None:
    odd(tmp_path / "x.log")
    kept: list[object] = []
    monkeypatch.setattr("logging.basicConfig", lambda handlers, **_: kept.extend(handlers))
    chatter.keep_log(tmp_path / "x.log")
    assert len(kept) == 1


def test_a_watermark_of_millions_of_empty_parts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mark.jpg").write_bytes(b"\xff\xd8" + b"\xff\xe0\x00\x02" * 100_000)
    with pytest.raises(ExportError):
        watermark._opened(tmp_path / "mark.jpg")


# And that it stays so.

BY_NAME = {  # file: why it opens by name
    "disk_io.py": "the door itself",
    "__main__.py": "the null device, where a stream is closed",
    "children/__init__.py": "the system's word on this process's memory",
    "children/frames.py": "the null device",
    "files/transfer/mounts.py": "the system's list of mounts",
    "scoring/keras/loading.py": "a file in a folder of our own that was made a moment ago",
    "training/data/photographs.py": "mapped into memory, after it was looked at",
    "files/export/fonts.py": "FreeType opens by name, after it was looked at",
}


NAMED = {"os.open", "open", "io.open", "sqlite3.connect", "shutil.copyfile", "shutil.copy", "shutil.copy2"}
NAMED |= {"ImageFont.truetype", "np.memmap", "np.fromfile", "keras.saving.load_model"}
METHODS = (".read_bytes", ".read_text", ".write_bytes", ".write_text")
STREAMS = {"file", "opened"}  # what the door has opened


def opened_by_name(source: str) -> list[int]:
    """The lines of a module that open, read or write a file without the door; a new one (mode "x") needs none."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if is_by_name(ast.unparse(call.func), call)]


def is_by_name(name: str, call: ast.Call) -> bool:
    if name in ("Image.open", "np.load"):
        return not isinstance(call.args[0], ast.Call) and ast.unparse(call.args[0]) not in STREAMS
    if name.endswith(".open") and name not in NAMED:
        words = {word.arg for word in call.keywords}
        modes = [one.value for one in call.args if isinstance(one, ast.Constant)]
        return "encoding" in words or any(str(mode).strip("b+t") in ("r", "w", "a") for mode in modes)
    if call.args and ast.unparse(call.args[0]) == "':memory:'":
        return False
    return name in NAMED or (name.endswith(METHODS) and not name.startswith("disk_io."))


def test_every_file_is_opened_by_the_door() -> None:
    found = {
        str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if opened_by_name(path.read_text("utf-8"))
    }
    assert found == set(BY_NAME)


@pytest.mark.parametrize(
    "source",
    [
        'path.open("rb")',
        'open(path, "rb")',
        "path.read_bytes()",
        'path.read_text("utf-8")',
        'path.write_text("x")',
        "sqlite3.connect(path)",
        "np.load(path)",
        "Image.open(path)",
        "os.open(path, 0)",
        'path.open(encoding="utf-8")',
    ],
)
def test_what_opens_by_name_is_found(source: str) -> None:
    assert opened_by_name(source)


def test_what_is_new_or_open_already_is_no_matter() -> None:
    assert not opened_by_name(
        'path.open("xb")\nImage.open(io.BytesIO(data))\ndisk_io.read_text(path)\nCatalog.open(path)'
    )
