// What more nodes are good for: the same study on a real Slurm of one, two and four nodes, with a program whose time is mostly waiting.
import { missingSlurm } from '../../e2e/requirements.ts';
import { startCluster } from '../../e2e/slurm/cluster.ts';
import { slurmProject, standing } from '../../e2e/slurm/project.ts';

export const nTrials = 16;
export const waitS = 4;

export type SpeedUp = { readonly nNodes: number; readonly seconds: number };

/** One study after the other. Throws where there is no Slurm. */
export async function measureSpeedUp(): Promise<readonly SpeedUp[]> {
  const missing = missingSlurm();
  if (missing !== null) throw new Error(missing);
  const found: SpeedUp[] = [];
  for (const nNodes of [1, 2, 4]) {
    found.push({ nNodes, seconds: await secondsOn(nNodes) });
    process.stderr.write(`cluster: ${nNodes} nodes, ${found.at(-1)?.seconds.toFixed(1)} s\n`);
  }
  return found;
}

/** Without the check of the nodes and the first trial, which come once. */
async function secondsOn(nNodes: number): Promise<number> {
  const cluster = await startCluster(nNodes);
  const project = slurmProject(cluster, standing(`await pause(${1000 * waitS});`));
  const run = async (count: number): Promise<void> => {
    const host = project.tune('--trials', String(count), '--parallel', String(nNodes));
    const code = await host.exited;
    if (code !== 0) throw new Error(`The host ended with ${code}: ${host.words()}`);
  };
  try {
    await run(1);
    const startedAtMs = performance.now();
    await run(nTrials);
    return (performance.now() - startedAtMs) / 1000;
  } finally {
    await cluster.stop();
    project.remove();
  }
}
