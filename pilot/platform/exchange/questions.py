"""What a list asks its reader before it can be written: raised by whoever reads it, shown as one form, answered once.

The answers are kept on the import under the names of the questions; answering checks the list again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Answers: TypeAlias = Mapping[str, str]  # name of the question → value of the choice


@dataclass(frozen=True)
class Question:
    """One question. Without a `default` the list waits for its answer; with one it is only offered.

    `name`: stays the same from check to check, so that the answer is found again. `words`: whole sentence, with the
    cells it is about. `choices`: value and label. `where`: a column or rows of the file, as its reader sees them.
    """

    name: str
    words: str
    choices: tuple[tuple[str, str], ...]
    default: str = ""
    where: str = ""

    @classmethod
    def thawed(cls, kept: Mapping[str, Any]) -> "Question":
        """A question from the JSON of its import."""
        return cls(**{**kept, "choices": tuple((value, label) for value, label in kept["choices"])})

    def answer(self, answers: Answers) -> str:
        """The choice made, if it still is one; otherwise the default, which may be empty."""
        given = answers.get(self.name, "")
        return given if given in dict(self.choices) else self.default


def unanswered(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """Those that stand in the way."""
    return [question for question in questions if not question.answer(answers)]
