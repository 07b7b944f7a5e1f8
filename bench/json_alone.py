"""The least that any script must do: decode each line of JSON and encode it again.

usage: json_alone.py IN.jsonl.gz OUT.jsonl
"""

import gzip
import json
import sys


def main(source: str, output: str) -> None:
    with gzip.open(source, "rt", encoding="utf-8") as lines, open(output, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(json.loads(line), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
