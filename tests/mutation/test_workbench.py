from textwrap import dedent

from mutation.workbench import undecorated

SOURCE = dedent(
    """\
    @dataclass(frozen=True)
    class Stay:
        fee: int

        @property
        def paid(self) -> bool:
            # why
            return self.fee > 0

        @classmethod
        def free(cls) -> "Stay":
            return cls(0)


    @cache
    def answer() -> int:
        return 42
    """
)


def test_a_property_is_made_after_its_function_and_a_cache_is_left_out():
    assert undecorated(SOURCE) == SOURCE.replace("    @property\n", "").replace("@cache\n", "").replace(
        "return self.fee > 0\n", "return self.fee > 0\n    paid = property(paid)\n"
    )


def test_what_has_no_such_decorator_stays_as_it_is():
    plain = "def answer() -> int:\n    return 42\n"
    assert undecorated(plain) == plain
