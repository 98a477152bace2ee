"""Photographs for the tests of export: patches of colour in any profile, and a JPEG that says where it was taken."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

PATCHES = ((250, 20, 20), (20, 240, 30), (20, 30, 245), (240, 200, 20), (128, 128, 128), (200, 60, 160))
PLACES = (b"Hiddenville", b"Secretland", b"Quietlane", b"GPSLat", b"GpsLat", b"47,22.5N", b"MAKERNOTE")

SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "mwgrs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "mwgkw": "http://www.metadataworkinggroup.com/schemas/keywords/",
    "acdsee": "http://ns.acdsee.com/iptc/1.0/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "core": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:drone="http://www.dji.com/drone-dji/1.0/"
 xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 exif:GPSLatitude="47,22.5N" photoshop:City="Hiddenville" drone:GpsLatitude="47.4" tiff:Orientation="6" xmp:Rating="4">
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) J\xc3\xb6rg Muster</rdf:li></rdf:Alt></dc:rights>
<dc:subject><rdf:Bag><rdf:li>wedding</rdf:li><rdf:li>geo:lat=47.375</rdf:li></rdf:Bag></dc:subject>
<photoshop:Country>Secretland</photoshop:Country>
<ext:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><ext:City>Hiddenville</ext:City></rdf:li></rdf:Bag>
</ext:LocationShown>
<core:CreatorContactInfo rdf:parseType="Resource"><core:CiAdrCity>Studio City</core:CiAdrCity></core:CreatorContactInfo>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def patches(width: int = 900, height: int = 600) -> Image.Image:
    """Six flat colours, three aside."""
    cells = np.array(PATCHES, np.uint8).reshape(2, 3, 3)
    return Image.fromarray(cells.repeat(height // 2, 0).repeat(width // 3, 1))


def lab_of(image: Image.Image) -> np.ndarray:
    """(6, 3) CIE L*a*b* of the patches' middles, by the image's own profile."""
    profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    rgb = image.convert("RGB")
    width, height = rgb.size
    middles = [(int(width * (x + 0.5) / 3), int(height * (y + 0.5) / 2)) for y in range(2) for x in range(3)]
    boxes = [rgb.crop((x - 8, y - 8, x + 8, y + 8)) for x, y in middles]
    means = Image.fromarray(np.array([[np.asarray(box).mean((0, 1)).round() for box in boxes]], np.uint8))
    to_lab = ImageCms.buildTransform(
        profile, ImageCms.createProfile("LAB"), "RGB", "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC
    )
    lab = np.asarray(ImageCms.applyTransform(means, to_lab), np.float64)[0]
    ab = np.where(lab[:, 1:] > 127, lab[:, 1:] - 256, lab[:, 1:])
    return np.column_stack([lab[:, :1] / 255 * 100, ab])


def delta_e(one: np.ndarray, other: np.ndarray) -> float:
    """The largest CIE 1976 colour difference."""
    return float(np.linalg.norm(one - other, axis=1).max())


def with_a_place(path: Path) -> Path:
    """A JPEG turned aside, with a place in its EXIF, maker's note, XMP and IPTC, and a thumbnail."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Sample", "Sample One", 6
    exif[0x013B], exif[0x8298] = "Jörg Muster", "© Jörg Muster".encode()
    camera = exif.get_ifd(0x8769)
    camera[0x9003], camera[0x829A], camera[0x8827] = "2026:06:14 15:02:11", 1 / 250, 400
    camera[0x927C] = b"MAKERNOTE Hiddenville"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (47.0, 22.0, 30.0), "E", (8.0, 32.0, 30.0)
    segment = iptc_segment(
        (90, b"Hiddenville"), (92, b"Quietlane"), (101, b"Secretland"), (116, b"(c) Muster"), (25, b"joy")
    )
    patches().save(path, "JPEG", quality=95, exif=exif, xmp=XMP, extra=segment)
    return path


def iptc_segment(*datasets: tuple[int, bytes]) -> bytes:
    """A JPEG's segment with datasets of IPTC-IIM's record 2."""
    records = b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text for number, text in datasets)
    resource = b"Photoshop 3.0\0" + struct.pack(">4sHHI", b"8BIM", 1028, 0, len(records)) + records
    resource += bytes(len(records) % 2)
    return struct.pack(">BBH", 0xFF, 0xED, len(resource) + 2) + resource


def packet(properties: str, attributes: str = "") -> bytes:
    """An XMP packet of these properties, in the usual prefixes."""
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {spaces}><rdf:Description rdf:about="" {attributes}>'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def bag(name: str, *items: str) -> str:
    return f"<{name}><rdf:Bag>{''.join(f'<rdf:li>{item}</rdf:li>' for item in items)}</rdf:Bag></{name}>"


def default(name: str, text: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></{name}>'
