"""The tables of the imagined service, as they are after its newest migration."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

metadata = MetaData()
shelves = Table("shelf", metadata, Column("id", Integer, primary_key=True), Column("label", String(20)))
books = Table(
    "book",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shelf_id", Integer, ForeignKey("shelf.id", ondelete="CASCADE"), nullable=False),
    Column("title", String(100), nullable=False),
    Column("pages", Integer, nullable=False),
)
