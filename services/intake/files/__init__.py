"""From the bytes of a file to sheets of numbered rows: any kind of workbook, within limits, never a list of persons."""
