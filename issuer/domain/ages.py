"""Full years of age (만 나이) on a day."""

from datetime import date


def age_on(birthdate: date, day: date) -> int:
    """Count the full years between birth and `day`.

    Who was born on 29 February grows a year older on 1 March of a common year, as the Civil Code counts
    (article 160).
    """
    had_birthday = (day.month, day.day) >= (birthdate.month, birthdate.day)
    return day.year - birthdate.year - (0 if had_birthday else 1)
