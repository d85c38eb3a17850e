"""Pages about one's own levels."""

from assessments.skills.views.pages import course_panel, my_skills

__all__ = ["course_panel", "my_skills"]
