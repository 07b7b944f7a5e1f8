"""Arrow tables as pandas DataFrames that lose nothing: exact decimals, integers that may be null, dates, categories."""

import numpy as np
import pandas as pd
import pyarrow as pa

#: Columns of few values.
CATEGORIES = frozenset(
    [
        *("kind", "doc_type", "resolution", "relation", "target_type"),
        *("currency", "modifier", "role", "unit", "direction", "unit_set"),
        *("rule", "extractor", "extractor_version", "code_version", "status"),
        *("source", "section", "format", "site", "layout", "encoding", "duplicate_kind"),
    ]
)
_NULLABLE: dict[pa.DataType, pd.api.extensions.ExtensionDtype] = {
    pa.int8(): pd.Int8Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint8(): pd.UInt8Dtype(),
    pa.uint16(): pd.UInt16Dtype(),
    pa.uint32(): pd.UInt32Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def as_frame(table: pa.Table) -> pd.DataFrame:
    """A DataFrame with a type for each column.

    Text is pandas' string type, or a category in the columns named in `CATEGORIES`; dates and times are datetime64, of
    dates at midnight; decimals are Arrow's, exact; integers and booleans may be null; lists are lists, null None.
    """
    columns: dict[str, pd.Series] = {}
    for at, field in enumerate(table.schema):
        column, type_ = table.column(at), field.type
        if pa.types.is_nested(type_):
            columns[field.name] = pd.Series(column.to_pylist(), dtype=object)
            continue
        if field.name in CATEGORIES and pa.types.is_string(type_):
            column = column.combine_chunks().dictionary_encode()
        columns[field.name] = column.to_pandas(date_as_object=False, types_mapper=_dtype)
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows))


def _dtype(type_: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    if pa.types.is_string(type_):
        # pandas would choose it by itself, but not for a column without rows
        return pd.StringDtype(na_value=np.nan)
    return pd.ArrowDtype(type_) if pa.types.is_decimal(type_) else _NULLABLE.get(type_)
