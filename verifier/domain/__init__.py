"""Questions and the transactions in which they are asked: values and pure transitions."""
