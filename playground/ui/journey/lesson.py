"""The short text of a stage: what it is, what breaks, what to try."""

from __future__ import annotations

import streamlit as st

from playground.lessons.catalogue import text


def sections(markdown: str) -> list[tuple[str, str]]:
    """(heading, body) of a text whose parts begin with `## `."""
    parts = [part.partition("\n") for part in f"\n{markdown}".split("\n## ")[1:]]
    return [(heading.strip(), body.strip()) for heading, _, body in parts]


def lesson(stage: str, language: str) -> None:
    """The text's parts beside each other."""
    rows = sections(text(language, stage))
    for column, (heading, body) in zip(st.columns(len(rows), gap="large"), rows, strict=True):
        with column:
            st.markdown(f"##### {heading}\n\n{body}")
