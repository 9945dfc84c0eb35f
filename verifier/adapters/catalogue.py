"""The catalogue of questions, read from the package's files at the start."""

from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files

from verifier.domain.errors import QuestionInvalid, QuestionUnknown
from verifier.domain.parse_question import parse_question
from verifier.domain.question import Question


class FileCatalogue:
    """Implements Catalogue. Made by `load_catalogue`."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = {question.name: question for question in questions}

    def questions(self) -> Sequence[Question]:
        """All of them, by name."""
        return [self._questions[name] for name in sorted(self._questions)]

    def question(self, name: str) -> Question:
        """One of them.

        Raises:
            QuestionUnknown: there is no such question.
        """
        if name not in self._questions:
            raise QuestionUnknown
        return self._questions[name]


def load_catalogue(*, credential_issuer: str, heartbeat: timedelta) -> FileCatalogue:
    """Read every file of `verifier/catalogue`.

    Raises:
        QuestionInvalid: a file is wrong; the message names it.
    """
    questions = []
    for file in sorted(files("verifier").joinpath("catalogue").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".json"):
            continue
        text = file.read_text(encoding="utf-8")
        try:
            question = parse_question(text, credential_issuer=credential_issuer, heartbeat=heartbeat)
        except QuestionInvalid as error:
            raise QuestionInvalid(f"{file.name}: {error}") from error
        if question.name != file.name.removesuffix(".json"):
            raise QuestionInvalid(f"{file.name}: its name is {question.name}")
        questions.append(question)
    return FileCatalogue(questions)
