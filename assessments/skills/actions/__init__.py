"""Everything that writes levels. One person at a time after an answer, everyone at night, all again on
demand.
"""

from assessments.skills.actions.dates import move_evaluation_date
from assessments.skills.actions.rebuilding import check, rebuild
from assessments.skills.actions.refreshing import RECOUNTED, recount_version, refresh

__all__ = ["RECOUNTED", "check", "move_evaluation_date", "rebuild", "recount_version", "refresh"]
