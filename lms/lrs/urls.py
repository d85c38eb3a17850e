"""The addresses of xAPI, without a slash at their ends, as the specification has them."""

from django.urls import path

from lms.lrs.views.about import about
from lms.lrs.views.documents import activity_profile, agent_profile, state
from lms.lrs.views.lookups import activities, agents
from lms.lrs.views.statements import statements

urlpatterns = [
    path("about", about, name="xapi_about"),
    path("statements", statements, name="xapi_statements"),
    path("activities", activities, name="xapi_activities"),
    path("activities/state", state, name="xapi_state"),
    path("activities/profile", activity_profile, name="xapi_activity_profile"),
    path("agents", agents, name="xapi_agents"),
    path("agents/profile", agent_profile, name="xapi_agent_profile"),
]
