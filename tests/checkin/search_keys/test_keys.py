"""Names and what is typed to find them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.checkin.search_keys.keys import keys_of
from events_svc.checkin.search_keys.readings import reading
from events_svc.checkin.search_keys.surnames import COMPOUND, SINGLE

SURNAMES = {
    **{"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "翟": "zhai", "区": "ou"},
    **{"朴": "piao", "盖": "ge", "查": "zha", "任": "ren", "华": "hua", "乐": "yue"},
    **{"缪": "miao", "覃": "qin", "秘": "bi", "折": "she", "黑": "he", "佘": "she"},
    **{"祭": "zhai", "员": "yun", "种": "chong", "繁": "po", "召": "shao", "句": "gou"},
    **{"尉": "wei", "郇": "xun", "粘": "nian", "谌": "chen", "冼": "xian", "都": "du"},
    **{"宁": "ning", "车": "che", "薄": "bo", "燕": "yan", "葛": "ge", "逄": "pang"},
    **{"單": "shan", "區": "ou", "蓋": "ge", "吴": "wu", "吳": "wu", "𠮷": "ji"},
    **{"欧阳": "ouyang", "尉迟": "yuchi", "单于": "chanyu", "万俟": "moqi"},
    **{"长孙": "zhangsun", "澹台": "tantai", "鲜于": "xianyu", "乐正": "yuezheng"},
    **{"司马": "sima", "诸葛": "zhuge", "上官": "shangguan", "皇甫": "huangfu"},
    **{"歐陽": "ouyang", "尉遲": "yuchi", "爱新觉罗": "aixinjueluo", "宰父": "zaifu"},
}


@pytest.mark.parametrize("surname", SURNAMES)
def test_surnames_are_read_right(surname: str) -> None:
    said = SURNAMES[surname]
    assert keys_of(surname + "小明").split()[0] == said + "xiaoming"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("单雄信", "shanxiongxin sxx xiongxinshan"),
        ("单于飞", "chanyufei cyf feichanyu shanyufei syf yufeishan"),
        ("区家麟", "oujialin ojl jialinou qujialin qjl jialinqu"),
        ("吕布", "lvbu lb bulv lubu lyubu"),
        ("王乐", "wangle wl lewang wangyue wy yuewang"),
        ("张（院士）伟", "zhangwei zw weizhang"),
        ("欧阳 娜娜", "ouyangnana oynn nanaouyang"),
        ("阿卜杜拉·买买提", "abudulamaimaiti abdlmmt"),
        ("王𬭎", "wanghong wh hongwang"),
        ("𠮷田䶮", "jitianyan jty tianyanji"),
        ("李 David", "li david"),
        ("Ada Lovelace", "adalovelace lovelaceada al"),
        ("O'Brien, Séan", "obriensean seanobrien os"),
        ("Łukasz Øster", "lukaszoster osterlukasz lo"),
        ("김철수", "김철수"),
        ("李", "li"),
        ("X", "x"),
        ("", ""),
        ("（）", ""),
    ],
)
def test_names_have_the_keys_that_people_type(name: str, keys: str) -> None:
    assert keys_of(name) == keys


@given(st.text(max_size=60))
def test_any_text_has_keys_that_can_be_typed(name: str) -> None:
    keys = keys_of(name)
    assert keys == keys.lower().strip()
    assert len(keys.split()) == len(set(keys.split()))


def test_our_tables_are_of_syllables() -> None:
    syllables = {one for surname in (*SINGLE.values(), *COMPOUND.values()) for one in surname}
    assert [one for one in syllables if not (one.isascii() and one.islower())] == []
    assert [name for name, said in COMPOUND.items() if len(name) != len(said)] == []
    assert [one for one in SINGLE if len(one) != 1] == []


def test_a_character_without_a_reading_has_none() -> None:
    assert (reading("吕"), reading("略"), reading("⿰")) == (("lv",), ("lve",), ())
