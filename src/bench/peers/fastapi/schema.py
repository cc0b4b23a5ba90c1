"""Makes the tables, once and before there are workers that would race for it."""

from todos import Base, engine

Base.metadata.create_all(engine)
