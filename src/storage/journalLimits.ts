// What is read of a journal: more than any real study has, and no more than a hostile one may cost.

/** A note of 10,000 pieces in one record is a third of it. */
export const maxLineBytes = 1 << 26;

/** Of a million trials with twenty reports each. All lines are held in memory. */
export const maxFileBytes = 1 << 30;
