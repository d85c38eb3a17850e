"""Who a person is: one address, one account name that says nothing about them."""

import re

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper

from lms.accounts import actions
from lms.accounts.models import Identity, User
from lms.accounts.queries import accounts_for, user_for_account
from lms.audit.models import AuditEvent
from tests.factories import accounts as people
from tests.factories.accounts import AT

pytestmark = pytest.mark.django_db


def test_everybody_gets_a_random_account_name_of_their_own():
    names = [people.person("Amara", f"Number{n}").account_name for n in range(20)]
    assert len(set(names)) == 20
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)


def test_an_account_name_has_nothing_to_do_with_the_person():
    amara = people.amara()
    name = amara.account_name
    assert name != amara.uuid.hex
    Identity.objects.all().delete()
    User.objects.all().delete()
    assert people.amara().account_name != name


def test_every_path_that_makes_a_person_makes_their_account_name():
    made = User.objects.create_superuser(
        email="Root@Example.gov.uk", password="x", first_name="R", last_name="T"
    )
    assert made.account_name
    assert made.email == "root@example.gov.uk"


def test_saving_again_keeps_the_account_name():
    amara = people.amara()
    name = amara.account_name
    amara.first_name = "Amarachi"
    amara.save()
    assert User.objects.get(pk=amara.pk).account_name == name
    assert Identity.objects.count() == 1


def test_deleting_a_person_leaves_the_account_name_without_them():
    amara = people.amara()
    name = amara.account_name
    amara.delete()
    assert Identity.objects.get().user is None
    assert user_for_account(name) is None


def test_who_was_erased_has_no_account_name():
    amara = people.amara()
    Identity.objects.filter(user=amara).update(user=None)
    amara = User.objects.get(pk=amara.pk)
    assert amara.account_name is None
    assert accounts_for([amara]) == {}


def test_one_address_is_one_person_however_it_is_written():
    people.person("Amara", "Okafor")
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.create_user(email=" Amara.Okafor@EXAMPLE.gov.uk", first_name="A", last_name="O", at=AT)


def test_the_database_refuses_an_address_in_capitals():
    amara = people.amara()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=amara.pk).update(email=Upper("email"))


def test_one_signs_in_with_the_address_in_any_case(rf):
    people.person("Amara", "Okafor", password=people.PASSWORD)
    found = authenticate(rf.post("/"), username="AMARA.Okafor@example.gov.uk", password=people.PASSWORD)
    assert found == people.amara()


def test_who_has_no_password_cannot_sign_in_with_an_empty_one(rf):
    people.amara()
    for password in ("", None, "!"):
        assert authenticate(rf.post("/"), username="amara.okafor@example.gov.uk", password=password) is None


def test_accounts_and_people_lead_to_each_other(django_assert_num_queries):
    amara, tom = people.amara(), people.tom()
    with django_assert_num_queries(1):
        found = accounts_for([amara, tom])
    assert found == {amara.pk: amara.account_name, tom.pk: tom.account_name}
    assert user_for_account(tom.account_name) == tom
    assert user_for_account("0" * 32) is None


def test_making_a_person_leaves_a_trace_without_their_name_or_address():
    ada = people.ada()
    amara = actions.create_user(
        email="a@example.gov.uk", first_name="Amara", last_name="Okafor", by=ada, at=AT
    )
    event = AuditEvent.objects.get(subject=f"user:{amara.uuid}")
    assert (event.by, event.action, event.at) == (ada.uuid, "person.created", AT)
    assert "Amara" not in str(event.details)
    assert "a@example" not in str(event.details)
