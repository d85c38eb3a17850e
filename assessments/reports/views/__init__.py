"""Pages and files of reports."""

from assessments.reports.views.files import gap_detail_file, gap_map_file
from assessments.reports.views.pages import gap_detail_page, gap_map_page, reports

__all__ = ["gap_detail_file", "gap_detail_page", "gap_map_file", "gap_map_page", "reports"]
