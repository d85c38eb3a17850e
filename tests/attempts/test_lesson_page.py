"""The checks of a lesson as Amara sees them: before the answer, after it, and when a post was no answer."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from assessments.attempts import actions
from assessments.attempts.models import Attempt, Response
from assessments.attempts.views.checks import in_a_sentence
from assessments.bank.actions import withdraw
from courses.models import StepCompletion
from lms import outbox
from tests.factories import attempts, bank
from tests.factories.accounts import daniel

pytestmark = pytest.mark.django_db


def browser(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def taught():
    return attempts.course(questions=2, further=1)


@pytest.fixture
def enrollment(taught):
    return attempts.learner(taught)


@pytest.fixture
def amara(enrollment):
    return browser(enrollment.user)


def url(taught, rest=""):
    return f"/courses/{taught.course.slug}/{taught.lesson.slug}/{rest}"


def page(client, taught, status=200):
    response = client.get(url(taught))
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def check(soup, question):
    return soup.find(id=f"check-{question.uuid}")


def post(client, taught, question, *choices, **kwargs):
    version = attempts.version_of(question)
    data = {"version": str(version), "check": str(question.uuid), f"choice-{version}": choices}
    return client.post(url(taught, "answers/"), data, **kwargs)


def words(element):
    return " ".join(element.get_text(" ").split())


def test_an_open_check_offers_every_option_in_order_and_i_dont_know_apart(amara, taught):
    found = check(page(amara, taught), taught.questions[0])
    assert [words(label) for label in found.find_all("label")] == [
        "Accuracy",
        "Completeness",
        "Uniqueness",
        "Validity",
        "I don’t know",
    ]
    assert found.find(class_="govuk-radios__divider").get_text() == "or"
    assert "Question 1 of 3 in this lesson." in words(found)
    ids = [element["id"] for element in page(amara, taught).find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_who_will_see_the_answer_is_said_on_the_spot(amara, taught):
    said = words(check(page(amara, taught), taught.questions[0]))
    assert "Your line manager: nothing yet. Your department: figures about 30 or more people." in said


def test_a_question_above_the_course_is_called_optional(amara, taught):
    found = words(check(page(amara, taught), taught.questions[2]))
    assert "Go further" in found
    assert "optional" in found


def test_choose_two_uses_checkboxes_and_says_how_many(amara, taught):
    two = bank.question(form="multiple", select=2, right="ab", course=taught.course)
    taught.placed[0].append(two)
    taught.publish()
    found = check(page(amara, taught), two)
    assert len(found.find_all("input", type="checkbox")) == 5
    assert "Select 2 answers." in words(found)


def test_after_the_answer_the_order_is_kept_and_every_option_has_its_reason(amara, taught):
    response = post(amara, taught, taught.questions[0], "d")
    assert response.status_code == 303
    assert response["Location"] == url(taught) + f"#check-{taught.questions[0].uuid}"
    found = check(page(amara, taught), taught.questions[0])
    assert words(found.h2) == "Not quite: it is accuracy"
    assert [words(item) for item in found.find_all("li")] == [
        "Accuracy Right answer Because of accuracy.",
        "Completeness Because of completeness.",
        "Uniqueness Because of uniqueness.",
        "Validity Your answer Because of validity.",
    ]
    said = words(found)
    assert "This was your first answer, so it counts towards your level in Data quality." in said
    assert "It also counts for passing the course." in said
    assert found.find("a", string="Next question")["href"] == f"#check-{taught.questions[1].uuid}"


@pytest.mark.parametrize(
    ("choice", "heading"),
    [("a", "Yes: it is accuracy"), ("dont-know", "You said you don’t know: it is accuracy")],
)
def test_the_heading_answers_in_words(amara, taught, choice, heading):
    post(amara, taught, taught.questions[0], choice)
    assert words(check(page(amara, taught), taught.questions[0]).h2) == heading


LONG = ["Check it on a sample first", "Ask the team that owns it", "Delete what looks odd", "Do nothing yet"]


@pytest.mark.parametrize(
    ("choice", "heading"),
    [
        ("a", "Yes, that is right"),
        ("b", "Not quite: another answer is right"),
        ("dont-know", "You said you don’t know: the right answer is below"),
    ],
)
def test_a_long_right_answer_is_marked_below_and_the_heading_says_so(amara, taught, choice, heading):
    long = bank.question(texts=LONG, course=taught.course)
    taught.placed[0].append(long)
    taught.publish()
    post(amara, taught, long, choice)
    assert words(check(page(amara, taught), long).h2) == heading


@pytest.mark.parametrize(
    ("choice", "heading", "marks"),
    [
        (["a", "b"], "Yes, that is right", ["Right, and your answer", "Right, and your answer", None, None]),
        (
            ["a", "c"],
            "Not quite: you found 1 of 2 right answers",
            ["Right, and your answer", "Right: you left it out", "Your answer: not right", None],
        ),
        (
            ["c"],
            "Not quite: you found none of 2 right answers",
            ["Right: you left it out", "Right: you left it out", "Your answer: not right", None],
        ),
        (
            ["a", "b", "c"],
            "Not quite: you chose what is right, and one more that is not",
            ["Right, and your answer", "Right, and your answer", "Your answer: not right", None],
        ),
        (
            ["dont-know"],
            "You said you don’t know: the right answers are below",
            ["Right answer", "Right answer", None, None],
        ),
    ],
)
def test_of_several_right_answers_it_says_how_many_were_found(amara, taught, choice, heading, marks):
    several = bank.question(form="multiple", right="ab", course=taught.course)
    taught.placed[0].append(several)
    taught.publish()
    post(amara, taught, several, *choice)
    found = check(page(amara, taught), several)
    assert words(found.h2) == heading
    told = [item.find(class_="wm-ans__t") for item in found.find_all("li")]
    assert [words(mark) if mark else None for mark in told] == marks


def test_only_short_options_stand_in_a_sentence():
    given = [
        "Accuracy",
        "WCAG 2.2",
        "Synthetic data",
        "25%",
        "The account numbers",
        "Show the field to everyone",
    ]
    assert [in_a_sentence(text) for text in given] == [
        "accuracy",
        "WCAG 2.2",
        "synthetic data",
        "25%",
        "",
        "",
    ]


def test_nothing_selected_keeps_the_lesson_and_says_so_twice(amara, taught):
    response = amara.post(url(taught, "answers/"), {"version": str(attempts.version_of(taught.questions[1]))})
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    link = soup.find(class_="govuk-error-summary").find("a")
    assert words(link) == "Select an answer, or “I don’t know”"
    assert soup.find(id=link["href"][1:])["type"] == "radio"
    found = check(soup, taught.questions[1])
    assert "Error: Select an answer, or “I don’t know”" in words(found)
    assert soup.title.get_text().strip().startswith("Error: ")
    assert not check(soup, taught.questions[0]).find(class_="govuk-error-message")
    assert not Attempt.objects.exists()


def test_too_many_selected_keeps_what_was_selected(amara, taught):
    two = bank.question(form="multiple", select=2, right="ab", course=taught.course)
    taught.placed[0].append(two)
    taught.publish()
    response = post(amara, taught, two, "a", "b", "c")
    assert response.status_code == 422
    found = check(BeautifulSoup(response.content, "html.parser"), two)
    assert "Select 2 answers, or “I don’t know”" in words(found)
    assert [box["value"] for box in found.find_all("input", checked=True)] == ["a", "b", "c"]


def test_a_repeated_post_shows_what_is_stored(amara, taught):
    post(amara, taught, taught.questions[0], "d")
    assert post(amara, taught, taught.questions[0], "a").status_code == 303
    assert words(check(page(amara, taught), taught.questions[0]).h2) == "Not quite: it is accuracy"
    assert Response.objects.count() == 1


def test_a_stale_post_is_told_and_stores_nothing(amara, taught):
    old = attempts.version_of(taught.questions[1])
    bank.edit(taught.questions[1], stem="Which one fails now?")
    post(amara, taught, taught.questions[0], "a")
    response = amara.post(url(taught, "answers/"), {"version": str(old), f"choice-{old}": "a"}, follow=True)
    assert "This question has changed since you opened the page" in response.content.decode()
    assert Response.objects.count() == 1


def test_several_answers_in_one_post(amara, taught):
    versions = [str(attempts.version_of(question)) for question in taught.questions]
    data = {"version": versions} | {f"choice-{version}": "a" for version in versions}
    assert amara.post(url(taught, "answers/"), data).status_code == 303
    assert Response.objects.count() == 3


@pytest.mark.parametrize("data", [{}, {"version": ["6d3b1a0e-8a53-4d9c-8b5e-1f2a3b4c5d6e"] * 51}])
def test_no_answers_or_more_than_fifty_are_a_bad_request(amara, taught, data):
    assert amara.post(url(taught, "answers/"), data).status_code == 400


@pytest.mark.parametrize("version", ["6d3b1a0e-8a53-4d9c-8b5e-1f2a3b4c5d6e", "no-uuid", ""])
def test_an_unknown_version_is_not_found(amara, taught, version):
    data = {"version": version, f"choice-{version}": "a"}
    assert amara.post(url(taught, "answers/"), data).status_code == 404


def test_a_question_of_another_course_is_not_found(amara, taught):
    foreign = attempts.course()
    assert post(amara, taught, foreign.questions[0], "a").status_code == 404
    assert not Attempt.objects.exists()


def test_someone_who_is_not_on_the_course_is_told_no_more_than_anyone(taught):
    client = browser(daniel())
    assert post(client, taught, taught.questions[0], "a").status_code == 404
    assert client.get(url(taught)).status_code == 404


def test_a_visitor_is_sent_to_sign_in(taught):
    response = post(Client(), taught, taught.questions[0], "a")
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


def test_get_answers_nothing(amara, taught):
    version = attempts.version_of(taught.questions[0])
    for path in (f"answers/?version={version}&choice-{version}=a", f"?version={version}&choice-{version}=a"):
        amara.get(url(taught, path))
    assert amara.get(f"/courses/{taught.course.slug}/checks/again/").status_code == 405
    assert not Attempt.objects.exists()


def test_a_post_without_a_token_is_refused(enrollment, taught):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrollment.user, backend="django.contrib.auth.backends.ModelBackend")
    assert post(strict, taught, taught.questions[0], "a").status_code == 403


def test_the_last_check_leads_to_the_result(amara, enrollment, taught):
    post(amara, taught, taught.questions[0], "a")
    response = post(amara, taught, taught.questions[1], "a", follow=True)
    assert "You passed the checks of this course." in response.content.decode()
    assert StepCompletion.objects.get().enrollment == enrollment


def test_the_course_page_says_how_far_and_offers_another_go_after_a_failure(amara, taught):
    def panel():
        soup = BeautifulSoup(amara.get(f"/courses/{taught.course.slug}/").content, "html.parser")
        return soup.find(id="checks-result")

    assert panel() is None
    post(amara, taught, taught.questions[0], "b")
    assert "You have answered 1 of 2 checks. You pass with 2 right." in words(panel())
    post(amara, taught, taught.questions[1], "b")
    assert "Not passed yet" in words(panel())
    assert "0 of 2 right on" in words(panel())
    response = amara.post(panel().form["action"])
    assert response["Location"] == url(taught) + f"#check-{taught.questions[0].uuid}"
    assert check(page(amara, taught), taught.questions[0]).form
    post(amara, taught, taught.questions[0], "a")
    assert "You had met this question before" in words(check(page(amara, taught), taught.questions[0]))
    post(amara, taught, taught.questions[1], "a")
    assert "You passed the checks" in words(panel())
    assert panel().form is None


def test_a_failed_attempt_shows_its_answers_until_the_next_one(amara, taught):
    for question in taught.questions[:2]:
        post(amara, taught, question, "b")
    assert words(check(page(amara, taught), taught.questions[0]).h2) == "Not quite: it is accuracy"


def test_try_again_without_a_failure_leads_back_to_the_course(amara, taught):
    response = amara.post(f"/courses/{taught.course.slug}/checks/again/")
    assert (response.status_code, response["Location"]) == (303, f"/courses/{taught.course.slug}/")
    assert not Attempt.objects.exists()


def test_a_question_added_after_the_attempt_began_is_explained(amara, taught):
    post(amara, taught, taught.questions[0], "a")
    late = bank.question(course=taught.course, module=taught.module)
    taught.placed[0].append(late)
    taught.publish()
    assert "It came after you had started the checks" in words(check(page(amara, taught), late))


def test_a_withdrawn_question_is_explained(amara, taught):
    post(amara, taught, taught.questions[0], "b")
    for question in taught.questions[:2]:
        withdraw(version=question.live_version, by=None, at=attempts.AT)
    outbox.drain(at=attempts.AT)
    soup = page(amara, taught)
    assert "it never counts against you" in words(check(soup, taught.questions[0]))
    assert "You do not need to answer it" in words(check(soup, taught.questions[1]))


def test_a_draft_is_not_shown(amara, taught):
    draft = bank.draft(course=taught.course)
    taught.placed[0].append(draft)
    taught.publish()
    assert check(page(amara, taught), draft) is None


def test_an_answer_in_progress_keeps_its_words_when_the_question_changes(amara, taught):
    post(amara, taught, taught.questions[0], "a")
    bank.edit(taught.questions[1], stem="Quite another question?")
    assert "Quite another question?" not in page(amara, taught).get_text()
    actions.follow_course(course=taught.course, at=attempts.AT)
    assert check(page(amara, taught), taught.questions[1]).form
