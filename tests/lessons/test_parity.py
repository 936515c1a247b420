"""Both languages have the same words, the same placeholders and the same texts."""

from __future__ import annotations

import string

import pytest

from playground.design.ladder import STAGES
from playground.lessons.catalogue import HERE, LANGUAGES, detect, first_of, strings, text, translator
from playground.ui.journey.lesson import sections
from tests.design.designs import parts

KO, EN = strings("ko"), strings("en")


def _placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_same_keys() -> None:
    assert set(KO) ^ set(EN) == set()


def test_same_placeholders() -> None:
    assert [key for key in EN if _placeholders(EN[key]) != _placeholders(KO[key])] == []


def test_nothing_is_empty_and_nothing_is_left_in_english() -> None:
    assert [key for words in (KO, EN) for key, value in words.items() if not value.strip()] == []
    labels = [key for key in KO if key.startswith("knob.")]
    assert labels
    assert [key for key in labels if not any("가" <= char <= "힣" for char in KO[key]) and key.endswith("help")] == []


def test_same_files_and_headings() -> None:
    names = {language: sorted(path.name for path in (HERE / language).iterdir()) for language in LANGUAGES}
    assert names["ko"] == names["en"]
    for stage in STAGES:
        if stage.is_built:
            ko, en = (sections(text(language, stage.name)) for language in LANGUAGES)
            assert len(ko) == len(en) == 3
            assert all(heading and body for heading, body in (*ko, *en))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_knob_has_a_label_and_a_sentence(language: str) -> None:
    missing = []
    for system in parts():
        for field, info in system.model_fields.items():
            is_part = field == "kind" or any(part.__name__ in str(info.annotation) for part in parts())
            keys = [f"knob.{cls.__name__}.{field}" for cls in system.__mro__]
            for what in ("label", "help"):
                try:
                    words = first_of(language, [f"{key}.{what}" for key in keys])
                except KeyError:
                    if not is_part:
                        missing.append(f"{system.__name__}.{field}.{what}")
                    continue
                assert what == "label" or words.endswith("."), f"{keys[0]}: a help is a sentence"
    assert missing == []


def test_no_words_for_knobs_that_are_gone() -> None:
    known = {f"{cls.__name__}.{field}" for system in parts() for field in system.model_fields for cls in system.__mro__}
    told = {".".join(key.split(".")[1:3]) for key in EN if key.startswith("knob.")}
    assert told - known == set()


def test_a_missing_key_raises() -> None:
    with pytest.raises(KeyError):
        translator("ko")("no.such.key")
    with pytest.raises(KeyError):
        first_of("en", ["no.such.key", "nor.this"])


def test_language_of_a_browser() -> None:
    assert [detect(locale) for locale in ("ko-KR", "KO", "en-US", "de", "", None)] == [
        "ko",
        "ko",
        "en",
        "en",
        "en",
        "en",
    ]
