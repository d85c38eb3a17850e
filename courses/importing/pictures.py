"""diagrams/ and images/ of a course folder: read, checked, and taken from pages again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.forms import ImageField
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

from courses import diagrams
from courses.importing.inline import NotUnderstood
from courses.importing.problems import Problem

DIAGRAMS, IMAGES = "diagrams", "images"
FOLDERS = (DIAGRAMS, IMAGES)
IMAGE_NAME = re.compile(r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.(?:png|jpg|jpeg|webp|gif)", re.ASCII)
LARGEST_IMAGE = 5_000_000  # bytes
MOST_PIXELS = 25_000_000


@dataclass
class Pictures:
    """The files by name. `wrong` were told already, so that a lesson that names one says nothing more;
    `used` grows as lessons name them."""

    diagrams: dict[str, str] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def diagram(self, name: str) -> str:
        """The SVG of a file. Raises NotUnderstood for one that is not there."""
        return self.named(DIAGRAMS, name, self.diagrams, "")

    def image(self, name: str) -> bytes:
        """The bytes of a file. Raises NotUnderstood for one that is not there."""
        return self.named(IMAGES, name, self.images, b"")

    def named[T](self, folder: str, name: str, there: dict[str, T], nothing: T) -> T:
        path = f"{folder}/{name}"
        if name not in there and path not in self.wrong:
            raise NotUnderstood(f"expected the name of a file in {folder}/, not {name!r}")
        return there.get(name, nothing)

    def unused(self) -> list[Problem]:
        there = [f"{DIAGRAMS}/{name}" for name in self.diagrams] + [
            f"{IMAGES}/{name}" for name in self.images
        ]
        return [
            Problem(path, 1, "file", "expected no file that no lesson shows")
            for path in sorted(there)
            if path not in self.used
        ]


def read_pictures(folder: Path, problems: list[Problem]) -> Pictures:
    """Both folders, where they are there."""
    found = Pictures()
    for name in FOLDERS:
        place = folder / name
        for path in sorted(place.iterdir()) if place.is_dir() else []:
            if path.name.startswith("."):
                continue
            title = f"{name}/{path.name}"
            known = len(problems)
            if name == DIAGRAMS:
                read_diagram(path, title, found, problems)
            else:
                read_image(path, title, found, problems)
            if len(problems) > known:
                found.wrong.add(title)
    return found


def read_diagram(path: Path, title: str, found: Pictures, problems: list[Problem]) -> None:
    if not diagrams.FILE_NAME.fullmatch(path.name) or not path.is_file():
        problems.append(Problem(title, 0, "name", "expected a file name such as route.svg"))
        return
    try:
        text = path.read_bytes().decode()
        diagrams.read(text)
    except UnicodeDecodeError:
        problems.append(Problem(title, 1, "svg", "expected UTF-8 text"))
    except diagrams.NotADiagram as problem:
        problems.append(Problem(title, problem.line, "svg", str(problem)))
    else:
        found.diagrams[path.name] = text


def read_image(path: Path, title: str, found: Pictures, problems: list[Problem]) -> None:
    if not IMAGE_NAME.fullmatch(path.name) or not path.is_file():
        problems.append(
            Problem(title, 0, "name", "expected a file name such as photo.png (or jpg, webp, gif)")
        )
        return
    if path.stat().st_size > LARGEST_IMAGE:
        expected = f"expected at most {LARGEST_IMAGE // 1_000_000} MB"
        problems.append(Problem(title, 1, "image", expected))
        return
    content = path.read_bytes()
    try:
        picture: Any = getattr(ImageField().to_python(ContentFile(content, path.name)), "image", None)
    except ValidationError:
        problems.append(Problem(title, 1, "image", "expected a picture that can be opened"))
        return
    wanted = path.suffix[1:].lower().replace("jpg", "jpeg")
    if picture.format.lower() != wanted or picture.width * picture.height > MOST_PIXELS:
        expected = f"expected a {wanted.upper()} of at most {MOST_PIXELS // 1_000_000} million pixels"
        problems.append(Problem(title, 1, "image", expected))
        return
    found.images[path.name] = content


def take_image(name: str, content: bytes, alternative: str, *, by: Any) -> tuple[Any, bool]:
    """(the picture with this content, whether it is new here): the same bytes are the same picture."""
    digest = hash_filelike(BytesIO(content))
    images = get_image_model().objects
    known = images.filter(file_hash=digest, file_size=len(content)).order_by("pk").first()
    if known is not None:
        return known, False
    image = images.model(title=Path(name).stem, description=alternative[:255], uploaded_by_user=by)
    image.file_hash, image.file_size = digest, len(content)
    image.file = ImageFile(BytesIO(content), name)
    image.save()
    return image, True


def pictures_of(body: Iterable[Any]) -> dict[str, bytes]:
    """{"diagrams/route.svg": content, …} of what a stream value shows. Raises NotUnderstood where two
    pictures want one name, or a picture is gone."""
    files: dict[str, bytes] = {}
    for child in body:
        if child.block_type == "diagram":
            path, content = f"{DIAGRAMS}/{child.value['file']}", child.value["svg"].encode()
        elif child.block_type == "image":
            path, content = f"{IMAGES}/{image_name(child.value)}", image_content(child.value["image"])
        else:
            continue
        add(files, path, content)
    return files


def add(files: dict[str, bytes], path: str, content: bytes) -> None:
    if files.setdefault(path, content) != content:
        raise NotUnderstood(f"expected another name: two pictures are called {path}")


def image_name(value: Any) -> str:
    """The name of a picture in the folder: the author's, or that of the upload."""
    if value["image"] is None:
        raise NotUnderstood("expected no picture that is gone")
    name = value["file"] or Path(value["image"].file.name).name
    if not IMAGE_NAME.fullmatch(name):
        raise NotUnderstood(f"expected a file name such as photo.png for a picture, not {name!r}")
    return name


def image_content(image: Any) -> bytes:
    try:
        with image.open_file() as file:
            return bytes(file.read())
    except OSError:
        raise NotUnderstood(f"expected the file of the picture “{image.title}”, which is gone") from None
