// The failures that a user can meet before the first trial on a cluster: as those of errors.ts, one function each.
import * as l10n from '@vscode/l10n';
import { UserError } from './errors.ts';

/** No command of Slurm's is on the PATH. */
export function slurmMissing(): UserError {
  return new UserError('slurmMissing', l10n.t('This machine has no Slurm: squeue is not on the PATH.'), {
    remedy: l10n.t('Work on a login node of the cluster, or choose the executor "local".'),
  });
}

export function slurmSilent(reason: string): UserError {
  return new UserError('slurmSilent', l10n.t('Slurm does not answer: {0}', reason), {
    remedy: l10n.t('Try "squeue --me"; start again when it answers.'),
  });
}

/** `reason` is what sbatch said. */
export function slurmRefused(reason: string): UserError {
  return new UserError('slurmRefused', l10n.t('Slurm refuses such a job: {0}', reason), {
    remedy: l10n.t(
      'Correct the partition, account, gres, time or further arguments (settings "tunelens.slurm", options --partition, --account, --gres, --job-time, --sbatch).',
    ),
  });
}

export function slurmFolderNotShared(folder: string): UserError {
  return new UserError(
    'slurmFolderNotShared',
    l10n.t('A job has ended, and nothing of what it writes to {0} is seen here.', folder),
    {
      remedy: l10n.t('Move the project to a folder that the nodes share with this machine, such as your home folder.'),
      place: { file: folder },
    },
  );
}

/** `problems` are those that the doctor has found on a node, at least one. */
export function slurmNodeNotReady(problems: readonly { readonly title: string; readonly remedy: string }[]): UserError {
  const titles = problems.map(({ title }) => title).join(' ');
  return new UserError('slurmNodeNotReady', l10n.t('Trials would fail on the nodes of the cluster. {0}', titles), {
    remedy: l10n.t(
      '{0} What a job needs first, such as modules, goes into its set-up lines (setting "tunelens.slurm.setup", option --setup).',
      problems[0]?.remedy ?? '',
    ),
  });
}

/** `output` is the end of what the job printed. */
export function slurmCheckFailed(reason: string, output: string, outputFile: string): UserError {
  return new UserError(
    'slurmCheckFailed',
    l10n.t('The job that looks whether trials can run on the cluster has failed. {0}', `${reason}\n${output}`.trim()),
    { remedy: l10n.t('Mend the cause and start again. What it printed is in {0}.', outputFile) },
  );
}
