"""A second look at what is rejected, before it is moved: blind, and honest about what may still be lost.

    items, stacks ──plan──> SecondLook ──the person answers──> outcome ──> Outcome, sentences
                            (planning)   {path: keep?}         (answering; the numbers: bounding)

``planning`` chooses who is shown again: a random sample of the rejects, some rejects for a reason (the model rates them
highest, they are the only ones of their scene, they are sharper than what was kept), and keepers among them, in an
order that tells nothing. Whoever answers is not told what was decided before, nor why a photograph is shown.
``answering`` makes of the answers what may be said of all rejects. What comes back is an ordinary decision, to be
undone as others are (``operations.deciding.decide`` on ``Outcome.kept_after_all`` with ``SecondLook.keeps_as``).

    look = plan_for(items, closeness)             items: all that is open, as decided now; raises NothingToLookAt
    for shown in look.shown: …                    shown.path, in this order; say nothing of shown.reason before the end
    found = outcome(look, {path: True or False})  at any time; what is not answered counts as a keeper that is lost
    found.sentences                               the first is the statement itself
    found.kept_after_all, found.doubted           rejects to keep, keepers to think about again; ``look.why(path)``
"""
