"""What each figure means, in the words that are stored with every release and printed on page and file."""

from typing import Final

from assessments.reports.models import AT, FURTHER_BELOW, ONE_BELOW
from lms.disclosure.gate import CHANGE, SHARE, SHORT, UNTESTED

DEFINITIONS: Final[dict[str, str]] = {
    SHARE: (
        "Of the people tested at the level that their role requires, the estimated share who are at that "
        "level. The range is likely to hold the true share 9 times in 10. Tested: at least 3 answers that "
        "count at the level required or higher, weighing 0.75 together. An answer of a year ago weighs half."
    ),
    SHORT: (
        "People who need the skill, multiplied by the share not yet at the level. It takes the people not "
        "tested to be like those tested. An estimate, not a list of names."
    ),
    UNTESTED: "People who need the skill and have not been tested at the level that their role requires.",
    CHANGE: "Percentage points since the date named. Steady: no more than chance explains.",
    AT: "Of those tested, the estimated share at the level required or above.",
    ONE_BELOW: "Of those tested, the estimated share one level below the level required.",
    FURTHER_BELOW: "Of those tested, the estimated share two or more levels below the level required.",
}
