"""What must hold of questions, answers and the wallets' histories."""

from collections.abc import Iterator

from city.inspection.books import Books


def answer_is_given_once(books: Books) -> Iterator[str]:
    """Each outcome belongs to one question, and came before the question ran out of time."""
    questions = {one.id: one for one in books.transactions}
    for outcome in books.outcomes:
        question = questions.get(outcome.transaction_id)
        if question is None:
            yield f"there is an outcome of question {outcome.transaction_id}, which nobody asked"
        elif not question.opened_at <= outcome.answered_at <= question.expires_at:
            yield f"question {outcome.transaction_id} was answered outside its time"


def history_agrees_with_the_desk(books: Books) -> Iterator[str]:
    """What wallets noted as presented to the city's desk, the desk judged: each of them once.

    The two share no identifier, on purpose, so they are counted, and from the oldest question on that the
    desk still keeps.
    """
    oldest = min((one.opened_at for one in books.transactions), default=None)
    presented = sum(
        entry.outcome == "presented"
        and entry.verifier is not None
        and entry.verifier["client_id"] == books.verifier_id
        and oldest is not None
        and entry.at >= oldest
        for entry in books.history
    )
    if presented > len(books.outcomes):
        yield f"wallets presented {presented} times, the desk judged {len(books.outcomes)} answers"
