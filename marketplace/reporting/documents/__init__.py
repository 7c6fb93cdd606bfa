"""A report as files: the official paper (PDF) and the workbook, both from the same `Report`."""
