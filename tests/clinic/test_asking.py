"""A statement that was written once behaves as one that Django runs."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from papule.clinic.asking import Statement

pytestmark = pytest.mark.django_db
ADD = "INSERT INTO papule_asked (name) VALUES (%s)"


@pytest.fixture(autouse=True)
def table():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE papule_asked (name text UNIQUE)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE papule_asked")


def statement(sql: str) -> Statement:
    return Statement(sql, connection.vendor)


def test_rows_are_changed_and_given():
    assert statement(ADD).changed(["é 😀"], connection) == 1
    assert statement(ADD).changed(["100 %"], connection) == 1
    [row] = statement("SELECT name FROM papule_asked WHERE name LIKE '%%%%' AND name <> %s").rows(["é 😀"], connection)
    assert tuple(row) == ("100 %",)
    assert statement("UPDATE papule_asked SET name = %s WHERE name = %s").changed(["a", "b"], connection) == 0


def test_refusal_of_the_database_is_one_of_django():
    statement(ADD).changed(["twice"], connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        statement(ADD).changed(["twice"], connection)


def test_nothing_is_asked_in_a_transaction_that_an_error_has_ended():
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            statement(ADD).changed(["late"], connection)
        transaction.set_rollback(False)


def test_who_watches_statements_sees_it(django_assert_num_queries):
    seen = []

    def watch(execute, sql, values, many, context):
        seen.append((sql, list(values)))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(watch), django_assert_num_queries(2):
        statement(ADD).changed(["watched"], connection)
        statement("SELECT name FROM papule_asked WHERE name = %s").rows(["watched"], connection)
    assert [values for _sql, values in seen] == [["watched"]] * 2
