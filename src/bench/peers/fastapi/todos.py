"""The stack that Once Todo comes from, doing what it did: todo and key are two transactions."""

import os
from datetime import datetime, timezone
from typing import List, Optional

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, constr
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, declarative_base, sessionmaker

# each of the two workers keeps as many connections as a node of Once Todo
engine = create_engine(os.environ["DATABASE_URL"], pool_size=20, max_overflow=0)
SessionLocal = sessionmaker(bind=engine, autoflush=False, expire_on_commit=False)
Base = declarative_base()


class Todo(Base):
    __tablename__ = "todos"

    id = Column(Integer, primary_key=True)
    title = Column(String(255), nullable=False)
    description = Column(String(4000))
    is_completed = Column(Boolean, nullable=False, default=False)
    created_at = Column(DateTime(timezone=True), nullable=False)


class TodoIdempotencyKey(Base):
    __tablename__ = "todo_idempotency_keys"

    idempotency_key = Column(String(255), primary_key=True)
    todo_id = Column(Integer, ForeignKey("todos.id"), nullable=False)


class TodoCreate(BaseModel):
    title: constr(min_length=1, max_length=255)
    description: Optional[constr(max_length=4000)] = None
    is_completed: bool = False


class TodoOut(TodoCreate):
    id: int
    created_at: datetime

    class Config:
        orm_mode = True


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_todo_by_idempotency_key(db: Session, key: str) -> Optional[Todo]:
    known = db.get(TodoIdempotencyKey, key)
    return db.get(Todo, known.todo_id) if known else None


def create_todo(db: Session, draft: TodoCreate) -> Todo:
    todo = Todo(**draft.dict(), created_at=datetime.now(timezone.utc).replace(microsecond=0))
    db.add(todo)
    db.commit()
    return todo


def create_todo_with_idempotency(db: Session, draft: TodoCreate, key: str) -> Todo:
    existing = get_todo_by_idempotency_key(db, key)
    if existing:
        return existing
    todo = create_todo(db, draft)
    try:
        db.add(TodoIdempotencyKey(idempotency_key=key, todo_id=todo.id))
        db.commit()
    except IntegrityError:
        db.rollback()
        return get_todo_by_idempotency_key(db, key)
    return todo


app = FastAPI()


@app.post("/todos", response_model=TodoOut, status_code=201)
def create(draft: TodoCreate, idempotency_key: Optional[str] = Header(None), db: Session = Depends(get_db)):
    if idempotency_key:
        return create_todo_with_idempotency(db, draft, idempotency_key)
    return create_todo(db, draft)


@app.get("/todos", response_model=List[TodoOut])
def read_all(limit: int = 100, after: int = 0, db: Session = Depends(get_db)):
    return db.query(Todo).filter(Todo.id > after).order_by(Todo.id).limit(limit).all()


@app.get("/todos/{todo_id}", response_model=TodoOut)
def read_one(todo_id: int, db: Session = Depends(get_db)):
    todo = db.get(Todo, todo_id)
    if todo is None:
        raise HTTPException(status_code=404)
    return todo
