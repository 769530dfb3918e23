// The seed of one trial, from the study's seed and the trial's number: the same on every machine and in every replay.

/** A 32-bit unsigned integer that differs between trials and between studies. Mixing: the finaliser of MurmurHash3 (Appleby, public domain). */
export function trialSeed(studySeed: number, trial: number): number {
  let h = (Math.imul(studySeed, 0x9e3779b1) ^ Math.imul(trial + 1, 0x85ebca77)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
