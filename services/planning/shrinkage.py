"""Rates of small communes, pulled towards what communes have in common: the beta-binomial empirical Bayes estimate.

Of n people x take part; x ~ Binomial(n, θ), θ ~ Beta(α, β) over the communes. α and β are those that make the counts
most likely (maximum likelihood of the beta-binomial, Griffiths, Biometrics 29 (1973) 637–648), started from the moments
(Kleinman, JASA 68 (1973) 46–54). Given them θ of a commune is Beta(α + x, β + n − x), so that the estimate is

    (x + α) / (n + α + β) = w · x/n + (1 − w) · μ,   w = n / (n + M),  μ = α / (α + β),  M = α + β:

always within 0–1, near the commune's own rate where it is large, near that of all where it is small (Casella, The
American Statistician 39 (1985) 83–87; for maps Marshall, Applied Statistics 40 (1991) 283–294). The intervals take α
and β for known: with few communes they are somewhat too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.errors import BadInput, Bilingual
from services.coverage.columns import Counts, Mask, Numbers
from services.measures.wording import format_count

LEAST_COMMUNES = 5  # a distribution over communes cannot be seen in fewer
CONFIDENCE = 0.9
DRAWS = 1000
GREATEST_PRECISION = 1e8  # beyond, communes do not differ by more than chance makes them
LEAST_PRECISION = 1e-2
LEAST_MEAN = 1e-9


@dataclass(frozen=True)
class Prior:
    """The distribution of the rates over the communes: its mean (0–1) and its precision α + β, in people.

    A commune with as many people as ``precision`` has its estimate half way between its own rate and the mean.
    """

    mean: float
    precision: float

    @property
    def alpha(self) -> float:
        """The first parameter of the beta distribution."""
        return self.mean * self.precision

    @property
    def beta(self) -> float:
        """The second parameter of the beta distribution."""
        return (1 - self.mean) * self.precision


@dataclass(frozen=True)
class ShrunkRates:
    """Rates of m communes, all 0–1, NaN where a count is missing.

    ``raw`` is x / n (NaN of nobody), ``estimates`` the empirical Bayes means between ``lows`` and ``highs`` (an
    interval of ``confidence``). ``capped`` marks communes in which more take part than the denominator has: they
    count as full.
    """

    raw: Counts
    estimates: Counts
    lows: Counts
    highs: Counts
    alphas: Counts
    betas: Counts
    capped: Mask
    prior: Prior
    confidence: float


@dataclass(frozen=True)
class RankIntervals:
    """Between which ranks each commune lies with ``confidence``, 1 the highest rate; 0 where nothing is known."""

    lows: Numbers
    highs: Numbers
    confidence: float


def shrink_rates(counts: Counts, totals: Counts, confidence: float = CONFIDENCE) -> ShrunkRates:
    """Return the estimates of m communes; BadInput where fewer than ``LEAST_COMMUNES`` have people and counts."""
    from scipy.special import betaincinv

    known = np.isfinite(counts) & np.isfinite(totals)
    capped = known & (counts > totals)
    counts = np.where(known, np.minimum(counts, totals), np.nan)
    prior = fit_prior(counts, totals)
    alphas, betas = counts + prior.alpha, totals - counts + prior.beta
    tail = (1 - confidence) / 2
    return ShrunkRates(
        raw=counts / np.where(totals > 0, totals, np.nan),
        estimates=alphas / (alphas + betas),
        lows=np.asarray(betaincinv(alphas, betas, tail)),
        highs=np.asarray(betaincinv(alphas, betas, 1 - tail)),
        alphas=alphas,
        betas=betas,
        capped=capped,
        prior=prior,
        confidence=confidence,
    )


def fit_prior(counts: Counts, totals: Counts) -> Prior:
    """Return the prior that makes the counts most likely; missing counts and communes of nobody take no part."""
    from scipy.optimize import minimize

    used = np.isfinite(counts) & np.isfinite(totals) & (totals > 0)
    if np.count_nonzero(used) < LEAST_COMMUNES:
        raise _too_few(int(np.count_nonzero(used)))
    x, n = np.minimum(counts[used], totals[used]), totals[used]
    order = np.lexsort((x, n))  # so that the order of communes does not change the last digits
    x, n = x[order], n[order]
    bounds = [(_logit(LEAST_MEAN), -_logit(LEAST_MEAN)), (np.log(LEAST_PRECISION), np.log(GREATEST_PRECISION))]
    start = _guess_prior(x, n)
    starts = [np.array([_logit(start.mean), np.log(precision)]) for precision in (start.precision, 10.0, 1e4)]
    found = [minimize(lambda at: -measure_likelihood(x, n, _read(at)), one, bounds=bounds) for one in starts]
    return _read(min(found, key=lambda one: float(one.fun)).x)


def measure_likelihood(counts: Counts, totals: Counts, prior: Prior) -> float:
    """Return the log-likelihood of the counts, less what does not depend on the prior:
    Σ ln B(x + α, n − x + β) − ln B(α, β)."""
    from scipy.special import betaln

    parts = betaln(counts + prior.alpha, totals - counts + prior.beta) - betaln(prior.alpha, prior.beta)
    return float(np.sum(parts))


def draw_rates(rates: ShrunkRates, draws: int, seed: int) -> Counts:
    """Return ``draws`` × m rates as they may be, given the counts; NaN where nothing is known."""
    random = np.random.default_rng(seed)
    known = np.isfinite(rates.alphas)
    found = np.full((draws, known.size), np.nan)
    found[:, known] = random.beta(rates.alphas[known], rates.betas[known], size=(draws, int(known.sum())))
    return found


def rank_rates(rates: ShrunkRates, draws: int = DRAWS, seed: int = 0) -> RankIntervals:
    """Return the ranks between which each commune lies: the quantiles of its rank over the draws.

    After Goldstein and Spiegelhalter, JRSS A 159 (1996) 385–443: the rank of a small commune says little.
    """
    known = np.flatnonzero(np.isfinite(rates.alphas))
    drawn = draw_rates(rates, draws, seed)[:, known]
    ranks = np.empty(drawn.shape, dtype=np.int32)
    places = np.arange(1, known.size + 1, dtype=np.int32)
    np.put_along_axis(ranks, np.argsort(-drawn, axis=1), np.broadcast_to(places, drawn.shape), axis=1)
    tail = (1 - rates.confidence) / 2
    lows, highs = (np.zeros(rates.raw.size, dtype=np.int32) for _ in range(2))
    lows[known] = np.quantile(ranks, tail, axis=0, method="lower")
    highs[known] = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    return RankIntervals(lows, highs, rates.confidence)


def find_indistinct(rates: ShrunkRates, place: int, draws: int = DRAWS, seed: int = 0) -> Mask:
    """Tell which communes cannot be told apart from the one at ``place``, itself among them.

    Two communes are told apart where one is the higher in more than ``confidence`` of the draws. Nothing is told of a
    commune without counts.
    """
    drawn = draw_rates(rates, draws, seed)
    if not np.isfinite(rates.alphas[place]):
        return np.zeros(rates.raw.size, dtype=bool)
    own = drawn[:, [place]]
    higher, lower = (drawn > own).mean(axis=0), (drawn < own).mean(axis=0)
    return np.asarray((np.maximum(higher, lower) <= rates.confidence) & np.isfinite(rates.alphas), dtype=np.bool_)


def explain_indistinct(indistinct: Mask) -> Bilingual:
    """Return how many other communes one cannot be told apart from, in words; ``indistinct`` of ``find_indistinct``."""
    count = max(int(np.count_nonzero(indistinct)) - 1, 0)
    if count == 0:
        return Bilingual("khác hẳn mọi xã còn lại", "can be told apart from all others")
    vi, en = (format_count(count, lang) for lang in ("vi", "en"))
    return Bilingual(f"chưa phân biệt được với {vi} xã khác", f"cannot be told apart from {en} others")


def _guess_prior(counts: Counts, totals: Counts) -> Prior:
    """Return the prior by the moments: the pooled mean, and what the rates scatter beyond the binomial."""
    mean = float(np.clip(counts.sum() / totals.sum(), LEAST_MEAN, 1 - LEAST_MEAN))
    weighted = float((totals * (counts / totals - mean) ** 2).sum())
    size = totals.sum() - (totals**2).sum() / totals.sum()
    within = mean * (1 - mean)
    between = max((weighted - (totals.size - 1) * within) / size, within / GREATEST_PRECISION) if size > 0 else within
    return Prior(mean, float(np.clip(within / between - 1, LEAST_PRECISION, GREATEST_PRECISION)))


def _read(at: Counts) -> Prior:
    return Prior(float(1 / (1 + np.exp(-at[0]))), float(np.exp(at[1])))


def _logit(share: float) -> float:
    return float(np.log(share) - np.log1p(-share))


def _too_few(count: int) -> BadInput:
    return BadInput(
        "too_few_communes",
        Bilingual(
            f"Chỉ có {count} xã đủ số liệu, cần ít nhất {LEAST_COMMUNES} để ước lượng mức chung",
            f"Only {count} communes have counts; at least {LEAST_COMMUNES} are needed to see what they have in common",
        ),
        Bilingual("Chọn địa bàn rộng hơn hoặc ngày khác.", "Choose a larger area or another date."),
    )
