"""How Chinese characters are read, in names: our own tables first, then those of pypinyin.

Of pypinyin the dictionary of characters alone is loaded, when the first name is read: its phrases are none of
names, and take 45 MB.
"""

import unicodedata
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

Reading = tuple[str, ...]  # the syllables that one character may be, the likeliest first

# Given names: where both readings are borne, or the usual one is not that of texts. ü is v.
IN_NAMES: dict[str, Reading] = {
    **dict.fromkeys("乐樂", ("le", "yue")),
    **dict.fromkeys("长長", ("chang", "zhang")),
    **dict.fromkeys("单單", ("dan", "shan")),
    **dict.fromkeys("适適", ("shi",)),
    **dict.fromkeys("泷瀧", ("long", "shuang")),
    **dict.fromkeys("隽雋", ("jun", "juan")),
    **dict.fromkeys("参參", ("shen", "can")),
    **dict.fromkeys("识識", ("shi", "zhi")),
    **dict.fromkeys("峤嶠", ("qiao", "jiao")),
    **dict.fromkeys("钿鈿", ("dian", "tian")),
    **dict.fromkeys("传傳", ("chuan",)),
    **dict.fromkeys("调調", ("tiao", "diao")),
    "重": ("zhong", "chong"),
    "行": ("xing", "hang"),
    "朝": ("chao", "zhao"),
    "晟": ("sheng", "cheng"),
    "茜": ("qian", "xi"),
    "曾": ("zeng", "ceng"),
    "解": ("jie", "xie"),
    "藏": ("cang", "zang"),
    "都": ("du", "dou"),
    "颉": ("jie", "xie"),
    "柏": ("bai", "bo"),
    "翟": ("di", "zhai"),
    "莘": ("xin", "shen"),
    "莞": ("wan", "guan"),
    "筠": ("yun", "jun"),
    "瑱": ("zhen", "tian"),
    "炅": ("jiong", "gui"),
    "嬛": ("huan", "xuan"),
    "盛": ("sheng",),
    "查": ("cha", "zha"),
    "卜": ("bu",),
    "佛": ("fo", "fu"),
    "率": ("shuai", "lv"),
    "好": ("hao",),
    "少": ("shao",),
    "斗": ("dou",),
    "干": ("gan",),
    "系": ("xi",),
    "阿": ("a",),
    "𠮷": ("ji",),
    "䶮": ("yan",),
    "𬭎": ("hong",),
}

_UMLAUT = str.maketrans("üǖǘǚǜ", "vvvvv")


def reading(character: str) -> Reading:
    """The syllables that a character of a given name may be; none for what has no known reading."""
    known = IN_NAMES.get(character)
    if known is not None:
        return known
    found = _dictionary().get(ord(character))
    return (toneless(found.partition(",")[0]),) if found else ()


def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character (〇 and the CJK blocks of Unicode, without symbols and kana)."""
    number = ord(character)
    return (
        0x4E00 <= number <= 0x9FFF
        or 0x3400 <= number <= 0x4DBF
        or 0x20000 <= number <= 0x323AF
        or 0xF900 <= number <= 0xFAFF
        or number == 0x3007
    )


def toneless(syllable: str) -> str:
    """A syllable as it is typed: without tone, ü as v."""
    typed = unicodedata.normalize("NFD", syllable.translate(_UMLAUT))
    return "".join(one for one in typed if "a" <= one <= "z")


@cache
def _dictionary() -> dict[int, str]:
    """The readings of 42,000 characters with their tones, the most frequent first; nothing else of pypinyin."""
    package = find_spec("pypinyin")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).with_name("pinyin_dict.py")
    spec = spec_from_file_location("events_svc_pinyin_dict", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[int, str] = module.pinyin_dict
    return found
