"""What to ask at a clinic: of any trial, and what one entry leaves open. To print and take along.

The questions follow public advice to patients: the FDA's page on regenerative medicine products
and the ISSCR's patient guide ask about approval, ethics review, costs, risks, evidence, follow-up
and what else one could do; NIH's "Know before you participate" about the course of a trial.
"""

from __future__ import annotations

from dataclasses import dataclass

from tamis.trials.criteria import Reading
from tamis.trials.registration import Registration

#: Heading → questions; read aloud, so short.
GENERAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Who and what",
        (
            "Who runs this study, and who is responsible for my safety?",
            "Which regulator allowed it, and under which number?",
            "Which ethics committee approved it? May I see the letter?",
            "What is its registration number, and is the entry up to date?",
        ),
    ),
    (
        "Would it take me",
        (
            "Is it open now, and at which place nearest to me?",
            "Does it take people with my diagnosis? Which words of the plan say so?",
            "Which of my test results decide whether I can join?",
            "Would joining close the door to other trials later?",
        ),
    ),
    (
        "What would happen",
        (
            "What would be given, where in the body, and how often?",
            "Is there a group that gets no active treatment? How is that decided?",
            "How many visits are there, how far away, and for how long?",
            "What happens if I get worse, or want to stop?",
        ),
    ),
    (
        "Harm and benefit",
        (
            "What harm has been seen so far, and in how many people?",
            "What is known about benefit in people with my diagnosis, and what is not?",
            "How will the study find out whether it helps?",
            "Who looks after me if something goes wrong, and who pays for that?",
        ),
    ),
    (
        "Money and results",
        (
            "Do I have to pay for anything? For what exactly?",
            "Who pays for the study?",
            "When and where will the results be public, whatever they are?",
            "Will my neurologist be told what was given and what was found?",
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """A list to print: general questions by heading, then those of one trial."""

    general: tuple[tuple[str, tuple[str, ...]], ...]
    trial: str = ""
    title: str = ""
    link: str = ""
    own: tuple[str, ...] = ()


def questions(
    registration: Registration | None = None,
    reading: Reading | None = None,
    open_points: tuple[str, ...] = (),
) -> Questions:
    """The list; with a registration, what its own entry leaves open comes too."""
    if registration is None:
        return Questions(general=GENERAL)
    from tamis.trials.caveats import caveats

    own = [c.ask for c in caveats(registration, reading or Reading())]
    if registration.status in ("not-stated", "unknown"):
        own.append("Does this study still take people? The entry does not say.")
    if registration.eligibility.state != "whole":
        own.append("May I read the whole list of who can and can't join?")
    if not registration.sites and not registration.countries:
        own.append("Where does it take place?")
    own.extend(f"The entry {point}. How does that apply to me?" for point in open_points)
    return Questions(
        general=GENERAL, trial=registration.id, title=registration.title, link=registration.url,
        own=tuple(dict.fromkeys(own)),
    )  # fmt: skip
