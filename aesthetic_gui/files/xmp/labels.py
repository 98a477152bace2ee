"""Colour labels by name: what ``xmp:Label`` holds depends on the writing program's language and label set.

The names are those of Lightroom's and Bridge's label sets in the languages they come in, and of digiKam's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from aesthetic_gui.photo import ColourLabel


class Names(NamedTuple):
    """What the five colours are called."""

    red: str
    yellow: str
    green: str
    blue: str
    purple: str

    def of(self, colour: ColourLabel) -> str:
        return "" if colour is ColourLabel.NONE else str(getattr(self, colour.value))


def _set(names: str) -> Names:
    return Names(*names.split(", "))


LABEL_SETS: Mapping[str, Names] = MappingProxyType(
    {
        "english": _set("Red, Yellow, Green, Blue, Purple"),
        "bridge": _set("Select, Second, Approved, Review, To Do"),
        "german": _set("Rot, Gelb, Grün, Blau, Lila"),
        "french": _set("Rouge, Jaune, Vert, Bleu, Violet"),
        "spanish": _set("Rojo, Amarillo, Verde, Azul, Púrpura"),
        "italian": _set("Rosso, Giallo, Verde, Blu, Viola"),
        "japanese": _set("レッド, イエロー, グリーン, ブルー, パープル"),
    }
)
ENGLISH = LABEL_SETS["english"]

_ONLY_READ = (
    _set("To Delete, Color Correction Needed, Good to Use, Retouching Needed, To Print"),  # Lightroom's review set
    _set("Rouge, Jaune, Vert, Bleu, Pourpre"),
    _set("Rojo, Amarillo, Verde, Azul, Morado"),
    _set("Vermelho, Amarelo, Verde, Azul, Roxo"),
    _set("Vermelho, Amarelo, Verde, Azul, Púrpura"),
    _set("Rood, Geel, Groen, Blauw, Paars"),
    _set("Röd, Gul, Grön, Blå, Lila"),
    _set("Rød, Gul, Grøn, Blå, Lilla"),
    _set("Rød, Gul, Grønn, Blå, Lilla"),
    _set("Punainen, Keltainen, Vihreä, Sininen, Violetti"),
    _set("Czerwony, Żółty, Zielony, Niebieski, Fioletowy"),
    _set("Czerwony, Żółty, Zielony, Niebieski, Purpurowy"),
    _set("Červená, Žlutá, Zelená, Modrá, Fialová"),
    _set("Красный, Желтый, Зеленый, Синий, Фиолетовый"),
    _set("Красный, Жёлтый, Зелёный, Синий, Пурпурный"),
    _set("Kırmızı, Sarı, Yeşil, Mavi, Mor"),
    _set("Piros, Sárga, Zöld, Kék, Lila"),
    _set("赤, 黄, 緑, 青, 紫"),
    _set("赤色, 黄色, 緑色, 青色, 紫色"),
    _set("红色, 黄色, 绿色, 蓝色, 紫色"),
    _set("紅色, 黃色, 綠色, 藍色, 紫色"),
    _set("빨강, 노랑, 녹색, 파랑, 보라"),
    _set("빨간색, 노란색, 초록색, 파란색, 자주색"),
    _set("빨강, 노랑, 초록, 파랑, 자주"),
    _set("Red, Yellow, Green, Blue, Magenta"),  # digiKam
)


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


_COLOURS = {
    _key(text): ColourLabel(colour)
    for names in (*LABEL_SETS.values(), *_ONLY_READ)
    for colour, text in names._asdict().items()
} | {
    "": ColourLabel.NONE,
    "none": ColourLabel.NONE,
}


def colour_of(text: str) -> ColourLabel | None:
    """The colour a label's name means in any language known here, whatever its case; None where it means none.

    No text, and the word None, are no label.
    """
    return _COLOURS.get(_key(text))
