"""The agenda: what is read next."""

from __future__ import annotations

import threading
from pathlib import Path

from aesthetic_gui.culling.scoring.agenda import Agenda, Job
from aesthetic_gui.photo import Photo


def job(name: str, **wants: int) -> Job:
    return Job(Photo(Path(name)), **wants)


def take_all(agenda: Agenda) -> list[str]:
    names = []
    while len(agenda):
        taken = agenda.take()
        assert taken is not None
        names.append(taken.photo.path.name)
        agenda.done(taken)
    return names


def test_jobs_come_in_the_order_they_were_added():
    agenda = Agenda()
    agenda.add(job(name) for name in "abc")
    assert take_all(agenda) == ["a", "b", "c"]


def test_what_is_on_screen_comes_first_and_in_its_order():
    agenda = Agenda()
    agenda.add(job(name) for name in "abcdef")
    agenda.look_at([job("e"), job("d")])
    assert take_all(agenda) == ["e", "d", "a", "b", "c", "f"]


def test_scrolling_on_puts_the_new_screen_ahead_of_the_old_one():
    agenda = Agenda()
    agenda.add(job(name) for name in "abcdef")
    agenda.look_at([job("a"), job("b")])
    agenda.look_at([job("f")])
    assert take_all(agenda)[0] == "f"


def test_a_picture_that_scrolled_away_is_not_read_but_its_score_still_is():
    agenda = Agenda()
    agenda.add([job("a")])
    agenda.look_at([job("a", wants_picture=True), job("b", wants_score=False, wants_picture=True)])
    agenda.look_at([])
    taken = agenda.take()
    assert taken is not None
    assert (taken.photo.path.name, taken.wants_score, taken.wants_picture) == ("a", True, False)
    agenda.done(taken)
    assert len(agenda) == 0


def test_a_photograph_that_is_not_there_any_more_is_not_read():
    agenda = Agenda()
    agenda.add(job(name) for name in "abc")
    agenda.look_at([job("b", wants_picture=True)])
    agenda.forget([Path("b"), Path("nowhere")])
    assert take_all(agenda) == ["a", "c"]


def test_a_photograph_wanted_twice_is_read_once_for_both():
    agenda = Agenda()
    agenda.add([job("a")])
    agenda.look_at([job("a", wants_score=False, wants_picture=True)])
    taken = agenda.take()
    assert taken is not None
    assert taken.wants_score
    assert taken.wants_picture
    agenda.done(taken)
    assert len(agenda) == 0


def test_a_taken_job_counts_until_it_is_done():
    agenda = Agenda()
    agenda.add([job("a")])
    taken = agenda.take()
    assert taken is not None
    assert len(agenda) == 1
    agenda.done(taken)
    assert len(agenda) == 0


def test_closing_sends_a_waiting_thread_home():
    agenda = Agenda()
    taken: list[Job | None] = []
    thread = threading.Thread(target=lambda: taken.append(agenda.take()))
    thread.start()
    agenda.close()
    thread.join(5)
    assert taken == [None]


def test_a_score_that_is_being_worked_out_is_not_worked_out_again():
    agenda = Agenda()
    agenda.add([job("a")])
    taken = agenda.take()
    assert taken is not None
    agenda.add([job("a")])
    agenda.look_at([job("a", wants_picture=True)])
    again = agenda.take()
    assert again is not None
    assert (again.wants_score, again.wants_picture) == (False, True)


def test_stopping_to_score_keeps_the_pictures_on_screen():
    agenda = Agenda()
    agenda.add([job("a"), job("b")])
    agenda.look_at([job("b", wants_picture=True)])
    agenda.forget_scores()
    assert take_all(agenda) == ["b"]


def test_a_photograph_that_was_turned_while_it_was_scored_is_scored_again_as_it_is_now():
    agenda = Agenda()
    agenda.add([job("a")])
    in_hand = agenda.take()
    agenda.add([job("a")])
    assert len(agenda) == 1
    agenda.add([job("a", turn=1)])
    agenda.done(in_hand)
    assert agenda.take() == job("a", turn=1)


def test_of_one_that_waits_the_last_turn_counts():
    agenda = Agenda()
    agenda.add([job("a", turn=1), job("a", turn=2)])
    assert agenda.take() == job("a", turn=2)
    assert len(agenda) == 1
