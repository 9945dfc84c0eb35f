from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.dialects import sqlite

from citywallet.storage.columns import JsonText, UtcDateTime
from tests.support.database import a_database_of

SQLITE = sqlite.dialect()
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001
MOMENTS = st.datetimes(min_value=NAIVE.replace(year=2), max_value=NAIVE.replace(year=9998))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(MOMENTS, OFFSETS)
def test_a_moment_comes_back_as_it_was_and_in_utc(naive: datetime, offset: timezone) -> None:
    moment = naive.replace(tzinfo=offset)
    column = UtcDateTime()
    text = column.process_bind_param(moment, SQLITE)
    assert len(text) == 27
    back = column.process_result_value(text, SQLITE)
    assert back == moment
    assert back is not None
    assert back.tzinfo is UTC


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(first: datetime, second: datetime) -> None:
    column = UtcDateTime()
    texts = [column.process_bind_param(moment.replace(tzinfo=UTC), SQLITE) for moment in (first, second)]
    assert (texts[0] < texts[1]) == (first < second)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(NAIVE, SQLITE)


@given(JSON)
def test_a_json_value_comes_back_as_it_was(value: object) -> None:
    column = JsonText()
    assert column.process_result_value(column.process_bind_param(value, SQLITE), SQLITE) == value


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        JsonText().process_bind_param(float("nan"), SQLITE)


async def test_both_columns_work_in_a_table_and_hold_null(tmp_path: Path) -> None:
    metadata = MetaData()
    table = Table(
        "thing",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("at", UtcDateTime),
        Column("content", JsonText),
    )
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    async with a_database_of(metadata, tmp_path) as database:
        async with database.transaction() as connection:
            await connection.execute(insert(table).values(at=moment, content={"구": "서해구"}))
            await connection.execute(insert(table).values(at=None, content=None))
        async with database.read() as connection:
            rows = (await connection.execute(select(table.c.at, table.c.content).order_by(table.c.id))).all()
            since = (await connection.execute(select(table.c.id).where(table.c.at >= moment))).all()
    assert [tuple(row) for row in rows] == [(moment, {"구": "서해구"}), (None, None)]
    assert len(since) == 1
