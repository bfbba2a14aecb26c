"""The service over HTTP. Numbers in paths are ids of rows: what no 64-bit column holds is not there."""

from starlette.convertors import IntegerConvertor, register_url_convertor


class RowIdConvertor(IntegerConvertor):
    """`{id:int}`: at most 18 digits, so that no database is asked for a number that it cannot hold."""

    regex = "[0-9]{1,18}"


register_url_convertor("int", RowIdConvertor())
