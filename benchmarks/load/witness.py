"""What was answered, and whether every byte of it was right.

Of each answer the address, the publication that it names and a hash are kept. Two answers of one address from one
publication must be equal whichever worker gave them; afterwards a process of its own is asked the same of a copy of
the store as it was at each publication, and must give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.load.client import Answer, decode

MOST_BEHIND = 2.0  # seconds after a publication in which an answer may still be of the one before
_NONCE = re.compile(r"'nonce-([\w-]+)'")


@dataclass(frozen=True)
class Question:
    """What was asked, and from which publication it was answered; None where the answer depends on none."""

    path: str
    publication_id: int | None


@dataclass(frozen=True)
class Content:
    """What was answered: body by hash, without the nonce that each page has anew, and the entity tag."""

    status: int
    digest: str
    etag: str
    location: str


Oracle = Callable[[Question], Content]


@dataclass
class Witness:
    """Everything that was seen."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    seen: dict[Question, Content] = field(default_factory=dict)
    confirmed: dict[Question, str] = field(default_factory=dict)  # the tag of what was told to be still so
    wrong: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # how old a state was beyond what is allowed, in seconds
    in_force: list[tuple[float, int]] = field(default_factory=list)  # from when on, which publication
    is_measuring: bool = True
    byte_count: int = 0

    def note(self, kind: str, path: str, answer: Answer) -> None:
        """Keep what is needed of an answer to a viewer; ``kind`` groups the times that it took."""
        self.statuses[answer.status] += 1
        if answer.status >= 400:
            self.wrong.append(f"{answer.status} for {path}")
            return
        if not self.is_measuring:
            return
        self.seconds[kind].append(answer.seconds)
        self.byte_count += len(answer.body)
        question = Question(path, answer.publication_id)
        self._check_age(question, answer)
        if answer.status == 304:
            self._confirm(question, answer.headers.get("etag", ""))
            return
        content = read_content(answer.status, answer.headers, answer.body)
        if self.seen.setdefault(question, content) != content:
            self.wrong.append(f"two answers to {path} from publication {question.publication_id}")

    def publish(self, publication_id: int, at: float) -> None:
        """Keep from when on a publication is in force."""
        self.in_force.append((at, publication_id))

    def check(self, oracle: Oracle, part: int = 0, parts: int = 1) -> list[str]:
        """Return what was wrong, by what an oracle answers to the same questions.

        The questions can be shared out, all of one publication to one part of so many.
        """
        wrong: list[str] = []
        own = [one for one in {*self.seen, *self.confirmed} if (one.publication_id or 0) % parts == part]
        for question in sorted(own, key=lambda one: (one.publication_id or 0, one.path)):
            expected = oracle(question)
            told = f"{question.path} from publication {question.publication_id}"
            if question in self.seen and self.seen[question] != expected:
                wrong.append(f"another answer than a quiet process gives to {told}")
            if question in self.confirmed and self.confirmed[question] != expected.etag:
                wrong.append(f"told to be unchanged, and is not: {told}")
        return wrong

    def _confirm(self, question: Question, etag: str) -> None:
        if self.confirmed.setdefault(question, etag) != etag:
            self.wrong.append(f"two tags of {question.path} from publication {question.publication_id}")

    def _check_age(self, question: Question, answer: Answer) -> None:
        """Note an answer of a state whose successor was in force for more than two seconds when it was asked for."""
        newer = [at for at, number in self.in_force if number > (question.publication_id or number)]
        if newer and answer.asked_at > min(newer) + MOST_BEHIND:
            self.late.append(answer.asked_at - min(newer) - MOST_BEHIND)


def read_content(status: int, headers: Mapping[str, str], body: bytes) -> Content:
    """Return what stands in an answer; header names in lower case."""
    nonce = _NONCE.search(headers.get("content-security-policy", ""))
    # A page is compressed around its nonce: with another one it is other bytes.
    plain = decode(body, headers.get("content-encoding", "")).replace(nonce[1].encode(), b"") if nonce else body
    return Content(status, hashlib.sha256(plain).hexdigest(), headers.get("etag", ""), headers.get("location", ""))
