"""What reads a workbook from outside, in a process of its own: standard library, calamine and orjson, nothing heavy."""
