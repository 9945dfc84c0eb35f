"""The verifier: asks one question, judges the answer, and says yes or no with its reasons."""
