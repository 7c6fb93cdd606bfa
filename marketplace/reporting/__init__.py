"""Reports (báo cáo): the printed paper and the workbook of a period, sent on schedule, and the open data.

Owns the schedules of reports and what was sent. Uses indicators, oversight.
"""
