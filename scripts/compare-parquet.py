"""Compares Parquet files with the JSON beside them through pyarrow and DuckDB; see scripts/check-parquet."""

import json
import math
import pathlib
import struct
import sys

import duckdb
import pyarrow
import pyarrow.parquet

LONGEST_BOUND = 64
INTEGERS = {"int32", "int64", "timestamp", "date"}
TYPES = {
    "boolean": ("bool", "BOOLEAN"),
    "int32": ("int32", "INTEGER"),
    "int64": ("int64", "BIGINT"),
    "double": ("double", "DOUBLE"),
    "string": ("string", "VARCHAR"),
    "json": ("extension<arrow.json>", "JSON"),
    "timestamp": ("timestamp[us, tz=UTC]", "TIMESTAMP WITH TIME ZONE"),
    "date": ("date32[day]", "DATE"),
}


def value(text, kind):
    if text is None:
        return None
    if kind in INTEGERS:
        return int(text)
    if kind == "double":
        return struct.unpack("<d", struct.pack("<Q", int(text)))[0]
    if kind == "boolean":
        return text == "1"
    return bytes.fromhex(text).decode()


def bits(number):
    """Tells -0 from 0, and takes one not-a-number for another."""
    return "nan" if math.isnan(number) else struct.pack("<d", number)


def differences(found, expected, kind):
    if kind == "double":
        found = [None if x is None else bits(x) for x in found]
        expected = [None if x is None else bits(x) for x in expected]
    if len(found) != len(expected):
        yield f"{len(found)} rows in place of {len(expected)}"
    for row, (left, right) in enumerate(zip(found, expected)):
        if left != right:
            yield f"row {row}: {left!r:.80} in place of {right!r:.80}"
            return


def arrow_values(column, kind):
    """Times and days as numbers: Python's own types end at the year 9999 and start at 1."""
    integer = {"timestamp": pyarrow.int64(), "date": pyarrow.int32()}.get(kind)
    values = []
    for chunk in column.chunks:
        storage = chunk.storage if isinstance(chunk, pyarrow.ExtensionArray) else chunk
        values += (storage.cast(integer) if integer else storage).to_pylist()
    return values


def duck_values(path, name, kind):
    expression = {
        "timestamp": f'epoch_us("{name}")',
        "date": f"\"{name}\" - DATE '1970-01-01'",
        "json": f'CAST("{name}" AS VARCHAR)',
    }.get(kind, f'"{name}"')
    return [row[0] for row in duckdb.execute(f"SELECT {expression} FROM '{path}'").fetchall()]


def bounds(values, kind):
    """The bounds that the writer should give, or None where it should give none."""
    present = [x for x in values if x is not None]
    if not present or (kind == "double" and any(math.isnan(x) for x in present)):
        return None
    if kind in ("string", "json"):
        texts = [x.encode() for x in present]
        ends = min(texts), max(texts)
        return ends if max(map(len, ends)) <= LONGEST_BOUND else None
    low, high = min(present), max(present)
    return (-0.0 if low == 0 else low, 0.0 if high == 0 else high) if kind == "double" else (low, high)


def plain(bound, kind):
    if kind in ("string", "json"):
        return bound if isinstance(bound, bytes) else bound.encode()
    return bits(bound) if kind == "double" else bound


def statistics_differences(found, values, kind):
    if found.null_count != values.count(None):
        yield f"{found.null_count} nulls in place of {values.count(None)}"
    expected = bounds(values, kind)
    if found.has_min_max != (expected is not None):
        yield f"bounds {found.has_min_max} in place of {expected}"
    elif expected is not None:
        # The raw bounds are numbers also for times and days.
        raw = (found.min_raw, found.max_raw)
        if [plain(x, kind) for x in raw] != [plain(x, kind) for x in expected]:
            yield f"bounds {raw} in place of {expected}"


def check(path):
    """All differences of one file."""
    expected = json.loads(path.with_suffix(".json").read_text())
    file = pyarrow.parquet.ParquetFile(path)
    table = file.read()
    metadata = {k.decode(): v.decode() for k, v in (file.metadata.metadata or {}).items() if k != b"ARROW:schema"}
    if metadata != expected["metadata"]:
        yield f"metadata {metadata}"
    described = {row[0]: row[1] for row in duckdb.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}
    nulls = {}
    for group, name, count in duckdb.execute(
        f"SELECT row_group_id, path_in_schema, stats_null_count FROM parquet_metadata('{path}')"
    ).fetchall():
        nulls[group, name] = count
    for index, column in enumerate(expected["columns"]):
        name, kind = column["name"], column["type"]
        values = [value(text, kind) for text in column["values"]]
        if (str(table.schema.field(name).type), described[name]) != TYPES[kind]:
            yield f"{name}: {table.schema.field(name).type} and {described[name]} in place of {TYPES[kind]}"
        if table.schema.field(name).nullable != column["isNullable"]:
            yield f"{name}: whether it is nullable"
        for difference in differences(arrow_values(table.column(name), kind), values, kind):
            yield f"{name}, pyarrow: {difference}"
        for difference in differences(duck_values(path, name, kind), values, kind):
            yield f"{name}, DuckDB: {difference}"
        size = expected["rowGroupRows"]
        if file.num_row_groups != -(-len(values) // size):
            yield f"{file.num_row_groups} row groups"
        for group in range(file.num_row_groups):
            part = values[group * size : (group + 1) * size]
            found = file.metadata.row_group(group).column(index).statistics
            for difference in statistics_differences(found, part, kind):
                yield f"{name}, row group {group}: {difference}"
            if nulls[group, name] != part.count(None):
                yield f"{name}, row group {group}, DuckDB: {nulls[group, name]} nulls"


def main():
    duckdb.execute("SET TimeZone = 'UTC'")
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.parquet"))
    failed = not files
    for path in files:
        for difference in check(path):
            failed = True
            print(f"{path.name}: {difference}")
    print(f"{len(files)} files compared with pyarrow {pyarrow.__version__} and DuckDB {duckdb.__version__}")
    sys.exit(1 if failed else 0)


main()
