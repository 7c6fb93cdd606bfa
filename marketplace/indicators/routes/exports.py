"""The figure and its rows for spreadsheets and machines: the answer of the page, in other clothes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask import Response, json, jsonify, stream_with_context
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError
from marketplace.indicators.answer import answer_to
from marketplace.indicators.documents import answer_object, row_object
from marketplace.indicators.engine import Question, compute
from marketplace.indicators.queries.rows import every_row
from marketplace.indicators.routes.asked import asked, asked_level, problem_answer
from marketplace.indicators.routes.blueprint import bp
from marketplace.indicators.tables import Value, figure_header, figure_rows, row_header, row_rows, shows_amounts
from marketplace.indicators.trends import history_of, standing_of
from marketplace.indicators.workbook import EXCEL, figure_workbook
from marketplace.web.exports import csv_response
from marketplace.web.formats import format_date
from marketplace.web.guards import public, requires, viewer


@bp.get("/<string:code>/figure.csv")
@public
def figure_csv(code: str) -> Response:
    """The figure and its places, as a table."""
    _form, question = asked(code)
    answer = answer_to(question, asked_level())
    return csv_response(_name(question, "csv"), figure_header(question), _plain(figure_rows(answer)))


@bp.get("/<string:code>/figure.xlsx")
@public
def figure_xlsx(code: str) -> Response:
    """The figure, its places and its quarters as a workbook with a guide."""
    _form, question = asked(code)
    answer = answer_to(question, asked_level())
    response = Response(
        figure_workbook(answer, [*history_of(answer.figure), *standing_of(answer.figure)]), mimetype=EXCEL
    )
    response.headers["Content-Disposition"] = f"attachment; filename={_name(question, 'xlsx')}"
    return response


@bp.get("/<string:code>/figure.json")
@public
def figure_json(code: str) -> ResponseReturnValue:
    """The figure and its places for machines; the keys are described in `documents`."""
    try:
        _form, question = asked(code)
        return jsonify(answer_object(answer_to(question, asked_level())))
    except DomainError as problem:
        return problem_answer(problem)


@bp.get("/<string:code>/rows.csv")
@requires(Permission.INDICATOR_ROWS)
def rows_csv(code: str) -> Response:
    """The rows, as a table."""
    _form, question = asked(code)
    compute(question)  # a question without a meaning is refused before the download begins
    lines = row_rows(question, every_row(viewer(), question))
    return csv_response(_name(question, "csv", "rows"), row_header(question), _plain(lines))


@bp.get("/<string:code>/rows.json")
@requires(Permission.INDICATOR_ROWS)
def rows_json(code: str) -> Response:
    """The rows, one object after the other in one array, as they are read."""
    try:
        _form, question = asked(code)
        compute(question)
    except DomainError as problem:
        return problem_answer(problem)
    amounts = shows_amounts(question)
    objects = (row_object(line, amounts=amounts) for line in every_row(viewer(), question))
    return Response(stream_with_context(_array(objects)), mimetype="application/json")


def _array(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield "["
    for at, one in enumerate(objects):
        yield (",\n" if at else "\n") + json.dumps(one)
    yield "\n]\n"


def _plain(lines: Iterable[list[Value]]) -> Iterator[list[Any]]:
    for line in lines:
        yield [format_date(value) if isinstance(value, date) else value for value in line]


def _name(question: Question, ending: str, what: str = "figure") -> str:
    place = f"-{question.place.code}" if question.place.code else ""
    return f"{question.code}-{what}{place}-{question.day.isoformat()}.{ending}"
