// The commands that run something: tuning from start to stop, a trial by hand, one more time for what was found.
import { noStudy } from './failures.ts';
import { announce, announceQueued } from './announcing.ts';
import type { CommandContext, Run } from './commandContext.ts';
import type { FileStudy } from './fileStudy.ts';
import { keepTrial } from './keeping.ts';
import { countIn, fieldOf, fileOf, paramsIn, uriIn } from './target.ts';
import { assertTrusted } from './trust.ts';
import type { StartOptions } from './tuning.ts';

export function runCommands(context: CommandContext) {
  return { ...startCommands(context), ...controlCommands(context), ...againCommands(context) };
}

function startCommands({ shown, studies, tuning, memory }: CommandContext) {
  const start = async (argument: unknown, options: StartOptions): Promise<void> => {
    assertTrusted();
    const file = fileOf(argument, shown);
    await shown.show(file);
    announce(await (await tuning()).start(file, { ...options, isAttended: true }), file);
  };
  return {
    'tunelens.start': (argument, more) => {
      const nTrials = countIn(more, 'trials');
      return start(argument, {
        isNewStudy: false,
        settings: {
          ...(nTrials === null ? {} : { nTrials }),
          ...(fieldOf(more, 'isGoingOn') === true ? { isStoppingWhenDone: false } : {}),
        },
      });
    },
    'tunelens.startNew': (argument) => start(argument, { isNewStudy: true }),
    'tunelens.runHere': async (argument, more) => {
      assertTrusted();
      const study = await studyOf(argument, { shown, studies });
      const { runHere } = await import('./runHere.ts');
      const trial = await runHere(study, paramsIn(argument) ?? paramsIn(more), memory);
      if (trial !== null) announceQueued(trial, study);
    },
  } satisfies Partial<Record<string, Run>>;
}

/** What is said to a run that is under way. */
function controlCommands({ shown, studies, tuning, library }: CommandContext) {
  const meant = (argument: unknown): FileStudy | null => {
    const uri = uriIn(argument);
    if (uri !== null) return studies.find(uri.fsPath);
    return shown.run.kind === 'idle' ? (studies.running[0] ?? shown.fileStudy) : shown.fileStudy;
  };
  const say =
    (what: 'pause' | 'resume' | 'goOn' | 'stop'): Run =>
    async (argument) => {
      // Nothing of ours runs there, and to stop what another process runs is to write to its journal.
      assertTrusted();
      const study = meant(argument);
      if (study !== null) await (await tuning())[what](study);
    };
  return {
    'tunelens.pause': say('pause'),
    'tunelens.resume': say('resume'),
    'tunelens.goOn': say('goOn'),
    'tunelens.stop': say('stop'),
    'tunelens.keepTrial': (argument) => keepTrial(argument, { shown, studies, tuning, library }),
  } satisfies Partial<Record<string, Run>>;
}

function againCommands({ shown, studies, tuning, memory, replaying }: CommandContext) {
  return {
    'tunelens.confirmBest': async (argument) => {
      assertTrusted();
      const study = await studyOf(argument, { shown, studies });
      const { confirmBest } = await import('./confirming.ts');
      await confirmBest(study, memory, await tuning());
    },
    'tunelens.replayTrial': async (argument) => (await replaying()).replay(argument),
  } satisfies Partial<Record<string, Run>>;
}

/** The study of the file that is meant, shown from now on. Throws a UserError where there is none. */
async function studyOf(
  argument: unknown,
  { shown, studies }: Pick<CommandContext, 'shown' | 'studies'>,
): Promise<FileStudy> {
  const file = fileOf(argument, shown);
  await shown.show(file);
  const study = studies.find(file);
  if (study === null) throw noStudy(file);
  return study;
}
