// A study's trials on both sides of the engine's thread: those that have ended travel once, the others with each question.
import { constraintsName, type Trial } from '../../study/study.ts';
import { isPending } from '../../study/taken.ts';

/** What the other side lacks of the trials: those that have ended since, and all that run or wait. */
export type TrialNews = { readonly nTrials: number; readonly news: readonly Trial[] };

/** Of the trials that run or wait only a judge reads what they have reported. */
export type NewsOptions = { readonly withOpenReports: boolean };

/** Tells the news of `trials`, which stand by their numbers, since the last call; of another study, all of it. A trial that has ended does not change. */
export function createTrialSender(): (trials: readonly Trial[], options: NewsOptions) => TrialNews {
  const sent: (Trial | null)[] = [];
  return (trials, { withOpenReports }) => {
    const changed = trials.filter((trial, i) => isPending(trial) || sent[i] !== trial);
    // The same object while it runs, which becomes another trial by ending.
    for (const trial of changed) sent[trial.number] = isPending(trial) ? null : trial;
    sent.length = trials.length;
    const news = changed.map((trial) => asked(trial, withOpenReports || !isPending(trial)));
    return { nTrials: trials.length, news };
  };
}

export type TrialMirror = {
  /** The trials as they are on the other side now; valid until the next call. */
  take(news: TrialNews): readonly Trial[];
  /** How many trials have been told that have ended: another number, other trials. */
  readonly nEndedTold: () => number;
};

export function createTrialMirror(): TrialMirror {
  const trials: Trial[] = [];
  let nEndedTold = 0;
  return {
    take({ nTrials, news }) {
      for (const trial of news) {
        trials[trial.number] = trial;
        if (!isPending(trial)) nEndedTold++;
      }
      trials.length = nTrials;
      return trials;
    },
    nEndedTold: () => nEndedTold,
  };
}

/** The facts that the engine reads. */
const factsAsked = ['source', 'fail_kind', 'predicted_value', 'predicted_sd', constraintsName] as const;

/** What the engine reads of a trial: most facts would be copied to its thread for nothing. */
function asked(trial: Trial, withReports: boolean): Trial {
  const facts = Object.fromEntries(
    factsAsked.flatMap((name) => (trial.facts[name] === undefined ? [] : [[name, trial.facts[name]]])),
  );
  return { ...trial, reports: withReports ? trial.reports : [], facts };
}
