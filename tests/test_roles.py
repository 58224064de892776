"""The table of who may see what says what the data-protection page says, and nothing is left out."""

from pathlib import Path

import pytest

from planner.roles import MAY_DO, MAY_SEE, Act, Role, Thing, may_do, may_see

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data-protection.md"


def test_every_thing_and_act_is_in_the_table():
    """Nothing that can be asked for is without a line, and no line lets nobody or everybody do an act."""
    assert set(MAY_SEE) == set(Thing)
    assert set(MAY_DO) == set(Act)
    assert all(MAY_SEE.values())
    assert all(0 < len(roles) < len(Role) for roles in MAY_DO.values())


@pytest.mark.parametrize("thing", [Thing.CONTACTS, Thing.PROTECTION, Thing.ONWARD, Thing.RESTRICTED_AUDIT])
def test_persons_are_the_case_teams_alone(thing):
    """Contacts, protected cases, onward referrals and who read them: JKM and nobody else."""
    assert [role for role in Role if may_see(role, thing)] == [Role.JKM]


def test_officials_and_analysts_see_no_person():
    """Ministry and analyst see aggregates, and the ministry the record; nothing about one household."""
    assert {thing for thing in Thing if may_see(Role.ANALYST, thing)} == {Thing.AGGREGATES}
    assert {thing for thing in Thing if may_see(Role.MINISTRY, thing)} == {Thing.AGGREGATES, Thing.AUDIT}
    assert not any(may_do(role, act) for role in (Role.MINISTRY, Role.ANALYST) for act in Act)


def test_police_see_no_referral():
    """Welfare data is no enforcement list: PDRM sees plans, run sheets, outcomes and suppressed counts."""
    seen = {thing for thing in Thing if may_see(Role.PDRM, thing)}
    assert seen == {Thing.AGGREGATES, Thing.PLAN, Thing.RUN_SHEETS, Thing.OUTCOMES}


@pytest.mark.parametrize("asked", [*Thing, *Act])
def test_the_page_tells_the_same(asked):
    """Each row of the page's table has its mark under the roles that the code lets through."""
    row = next(line for line in PAGE.read_text("utf-8").splitlines() if line.startswith(f"| `{asked}` |"))
    marks = [cell.strip() for cell in row.strip("|").split("|")][2:]
    may = may_see if isinstance(asked, Thing) else may_do
    assert marks == ["yes" if may(role, asked) else "–" for role in Role]
