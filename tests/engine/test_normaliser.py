"""Chat spelling to standard words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.normaliser import Normaliser, normaliser_for
from engine.language.word_lists import LEXICON_DATA


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    return normaliser_for(LEXICON_DATA)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("syarat2nya", ["syaratnya"]),
        ("gmn", ["bagaimana"]),
        ("hallooo", ["halo"]),
        ("ＫＴＰ", ["ktp"]),
        ("k\u200bt\u200dp", ["ktp"]),
        ("\u202ektp\u202c", ["ktp"]),
        ("ktp\x00sim", ["ktp", "sim"]),
        ("e-ktp", ["ktp"]),
        ("K T P syarat", ["ktp", "syarat"]),
        ("s.k.c.k sama k-t-p", ["skck", "sama", "ktp"]),
        ("beda sim a b c", ["beda", "sim", "a", "b", "c"]),
        ("r u a bot", ["r", "untuk", "a", "bot"]),
        ("kartu tanda penduduk", ["ktp"]),
        ("kartu keluraga", ["kk"]),
        ("kartu tnda pendudk", ["ktp"]),
        ("kartu keluaran", ["kartu", "keluaran"]),
        ("kartu", ["kartu"]),
        ("s1m", ["sim"]),
        ("30rb", ["30", "ribu"]),
        ("ak1", ["ak", "1"]),
        ("sim b1", ["sim", "b", "1"]),
        ("smp sma", ["smp", "sma"]),
        ("se7 bgt", ["setuju", "sangat"]),
        ("s4ya m4u", ["saya", "mau"]),
        ("tolooong dooong", ["tolong", "dong"]),
        ("ber2 sama istri", ["berdua", "sama", "istri"]),
        ("dmn t4nya", ["di", "mana", "tanya"]),
        ("surat2 sama syarat2nya", ["surat", "sama", "syaratnya"]),
        ("benerinnya gmn", ["membetulkannya", "bagaimana"]),
        ("kbb oss pbb hss", ["kbb", "oss", "pbb", "hss"]),
        ("slemn bndung", ["slemn", "bndung"]),
        ("😅🙏", []),
        ("", []),
    ],
)
def test_words(normaliser: Normaliser, text: str, words: list[str]) -> None:
    assert normaliser.words(text) == words


def test_ambiguous_chat_words_stay_as_typed(normaliser: Normaliser) -> None:
    assert normaliser.words("percuma balik situ") == ["percuma", "balik", "situ"]


def test_huge_text_is_cut_to_a_bounded_number_of_tokens(normaliser: Normaliser) -> None:
    assert len(normaliser.tokens("a " * 50_000)) <= 400


@given(st.text())
def test_tokens_keep_order_and_places(text: str) -> None:
    tokens = normaliser_for(LEXICON_DATA).tokens(text)

    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(0 <= token.start < token.end <= len(text) and token.text for token in tokens)
