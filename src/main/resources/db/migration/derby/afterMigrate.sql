-- Flyway runs this at every start. Where several connections ask a sequence for its first value at once, Derby fails all
-- but one (X0Y84), so one asks before there are others. It costs 50 ids.
VALUES NEXT VALUE FOR todo_ids;
