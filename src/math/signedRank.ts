// Wilcoxon's signed-rank test (1945) of paired differences.
import { normalCdf } from './normal.ts';

/** Above this many pairs the normal approximation is right to three digits, and the exact count slow. */
const nExact = 60;

/**
 * The one-sided P value of the hypothesis that differences are symmetric about 0, against their being positive: P(W+ >= observed). Zeros
 * are left out, equal sizes share their mean rank; exact (given the ties) up to 60 differences, normal with continuity correction beyond.
 * 1 where nothing differs.
 */
export function signedRankP(differences: readonly number[]): number {
  const nonzero = differences.filter((difference) => difference !== 0);
  if (nonzero.length === 0) return 1;
  const ranks = doubledRanks(nonzero.map(Math.abs));
  const observed = ranks.reduce((sum, rank, i) => sum + (nonzero[i]! > 0 ? rank : 0), 0);
  return ranks.length <= nExact ? exactTail(ranks, observed) : normalTail(ranks, observed);
}

/** Twice the mean ranks, which are whole numbers. */
function doubledRanks(sizes: readonly number[]): readonly number[] {
  return sizes.map((size) => {
    let nBelow = 0;
    let nEqual = 0;
    for (const other of sizes) {
      if (other < size) nBelow++;
      else if (other === size) nEqual++;
    }
    return 2 * nBelow + nEqual + 1;
  });
}

/** The share of the 2^n sign patterns whose sum of positive ranks is at least `observed`. */
function exactTail(ranks: readonly number[], observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const shares = new Float64Array(total + 1);
  shares[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) {
      shares[sum] = (shares[sum]! + (sum >= rank ? shares[sum - rank]! : 0)) / 2;
    }
  }
  return shares.subarray(observed).reduce((sum, share) => sum + share, 0);
}

/** Given the ranks, W+ has mean half their sum and variance a quarter of the sum of their squares. */
function normalTail(ranks: readonly number[], observed: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  // Half a rank of continuity, doubled as the ranks are.
  return normalCdf(-(observed - 1 - mean) / Math.sqrt(variance));
}
