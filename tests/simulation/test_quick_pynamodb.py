"""pynamodb made quick reads and writes what it reads and writes by itself."""

from contextlib import nullcontext
from unittest import mock

import pytest
from pynamodb.attributes import BooleanAttribute, ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import AttributeDeserializationError, AttributeNullError

from chalicelib import config
from chalicelib.parking.kept_stays import KeptStay
from chalicelib.storage import Table
from simulation.day import run_day
from simulation.quick_pynamodb import quick_pynamodb


class Part(MapAttribute):
    name = UnicodeAttribute()
    count = NumberAttribute(null=True)


class Whole(Table):
    class Meta:
        table_name = config.table_name("quick")
        region = config.REGION

    key = UnicodeAttribute(hash_key=True, attr_name="k")
    parts = ListAttribute(of=Part)
    number = NumberAttribute(null=True)
    sure = BooleanAttribute(null=True)
    anything = ListAttribute(null=True)


class WithDefault(Table):
    class Meta:
        table_name = config.table_name("quick-default")
        region = config.REGION

    key = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute(default="new")
    part = Part(null=True)


class WithMap(Table):
    class Meta:
        table_name = config.table_name("quick-map")
        region = config.REGION

    key = UnicodeAttribute(hash_key=True)
    part = Part(null=True)


ITEMS = [
    {"k": {"S": "a"}, "parts": {"L": [{"M": {"name": {"S": "x"}, "count": {"N": "-3"}}}, {"M": {"name": {"S": ""}}}]}},
    {"k": {"S": "a"}, "parts": {"L": [{"NULL": True}, {"M": {"name": {"S": "x"}}}]}},
    {"k": {"S": "a"}, "parts": {"L": []}, "number": {"N": "1.50"}, "sure": {"BOOL": False}, "unknown": {"S": "z"}},
    {"k": {"S": "a"}, "parts": {"L": []}, "number": {"NULL": True}, "anything": {"L": [{"N": "7"}, {"S": "7"}]}},
    {"k": {"S": "a"}, "parts": {"L": []}, "number": {"N": "12345678901234567890"}},
    {"parts": {"L": []}},
]


def test_a_quick_day_is_the_same_day():
    quick = run_day(3, drivers=10)
    with mock.patch("simulation.world.quick_pynamodb", nullcontext):
        assert run_day(3, drivers=10) == quick


@pytest.mark.parametrize("item", ITEMS)
def test_the_same_is_read(item):
    plain = _read(Whole, item)
    with quick_pynamodb():
        assert _read(Whole, item) == plain


@pytest.mark.parametrize("item", [item for item in ITEMS if "k" in item])
def test_the_same_is_written(item):
    whole = _whole(Whole, item)
    plain = whole.serialize()
    with quick_pynamodb():
        assert _whole(Whole, item).serialize() == plain


def test_what_pynamodb_refuses_is_refused():
    with quick_pynamodb():
        with pytest.raises(AttributeNullError, match="key"):
            Whole(parts=[]).serialize()
        with pytest.raises(AttributeNullError, match=r"parts.*\[0\].*name"):
            Whole("a", parts=[Part(count=1)]).serialize()
        with pytest.raises(AttributeDeserializationError):
            _whole(Whole, {"k": {"N": "1"}})


def test_a_map_is_read_and_written_as_by_pynamodb():
    item = {"key": {"S": "a"}, "part": {"M": {"name": {"S": "x"}, "count": {"N": "3"}}}}
    with quick_pynamodb():
        whole = _whole(WithMap, item)
        assert (whole.part.name, whole.part.count) == ("x", 3)
        assert whole.serialize() == item
        assert WithMap("a", part={"name": "x", "count": 3}).serialize() == item
        assert WithMap("a").serialize() == {"key": {"S": "a"}}
        with pytest.raises(AttributeNullError, match=r"part.*name"):
            WithMap("a", part=Part(count=1)).serialize()


def test_what_has_defaults_is_left_to_pynamodb():
    with quick_pynamodb():
        assert WithDefault("a").state == "new"
        assert _whole(WithDefault, {"key": {"S": "a"}}).state == "new"
        assert _whole(WithDefault, {"key": {"S": "a"}, "part": {"M": {"name": {"S": "x"}}}}).part.name == "x"
        assert WithDefault("a", part={"name": "x"}).serialize()["part"] == {"M": {"name": {"S": "x"}}}


def test_each_element_of_a_list_has_its_own_path():
    with quick_pynamodb():
        for _ in range(2):
            paths = [str(KeptStay.holds[index].state == "held") for index in (0, 1)]
    assert paths == ["holds[0].state = {'S': 'held'}", "holds[1].state = {'S': 'held'}"]


def _whole(model, item):
    whole = model()
    whole.deserialize(item)
    return whole


def _read(model, item):
    """What a reader sees: every value, those of the parts too."""
    values = dict(_whole(model, item).attribute_values)
    return values | {"parts": [part and (type(part), part.attribute_values) for part in values["parts"]]}
