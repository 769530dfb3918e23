// Studies on a real Slurm of four nodes: what becomes of them when nodes, jobs and hosts fall.
import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { Json } from '../../src/study/event.ts';
import type { Trial } from '../../src/study/study.ts';
import { missingSlurm, skipWithout } from './requirements.ts';
import { startCluster, until, type Cluster } from './slurm/cluster.ts';
import { slurmProject, standing, training, type Program, type SlurmProject } from './slurm/project.ts';

/** The first copy of trial 1 reports what no other does, then hangs. */
const fallen = `if (trial === '1' && copy === 0) {
  await new tf.LayersModel().fit(100, 0, { epochs: 2, callbacks: {} });
  await pause(90_000);
}`;

const skip = skipWithout(missingSlurm);

describe('on a Slurm cluster', { skip, concurrency: 4, timeout: 300_000 }, () => {
  let cluster: Cluster;
  before(async () => {
    cluster = await startCluster(4, 2);
  });
  after(() => cluster.stop());
  const projectOf = (t: TestContext, program: Program): SlurmProject => {
    const project = slurmProject(cluster, program);
    t.after(() => project.remove());
    return project;
  };

  test('a job that Slurm ends at its own time limit is a trial that took too long', async (t) => {
    const project = projectOf(t, standing("if (trial === '1') await pause(150_000);"));
    const host = project.tune('--trials', '2', '--job-time', '1');
    assert.equal(await host.exited, 0, host.words());
    assert.deepEqual(await statesOf(project), ['finished', 'timeout']);
  });

  test('a study of twenty trials trains on all four nodes, each trial once', async (t) => {
    const project = projectOf(t, training);
    const host = project.tune('--trials', '20', '--parallel', '6');
    assert.equal(await host.exited, 0, host.words());
    const { trials } = await project.study();
    const values = trials.map(({ state, value }) => state === 'finished' && value !== null);
    assert.deepEqual(
      values,
      Array.from({ length: 20 }, () => true),
    );
    assert.equal(new Set(trials.map(({ facts }) => facts['slurm_job'])).size, 20);
    assert.deepEqual(doubled(project), []);
    const nodes = new Set(project.ledger().map(({ node }) => node));
    assert.deepEqual([...nodes].toSorted(), cluster.nodes);
  });

  test('a trial whose node falls runs anew elsewhere under its number, and the copy that lives on is not heard', async (t) => {
    const project = projectOf(t, standing(fallen));
    const host = project.tune('--trials', '3', '--partition', 'spare');
    await until(() => project.ledger().some(({ trial }) => trial === 1));
    await cluster.killNode(project.ledger().find(({ trial }) => trial === 1)?.node ?? '');
    assert.equal(await host.exited, 0, host.words());
    const { trials } = await project.study();
    assert.deepEqual(await statesOf(project), ['finished', 'finished', 'finished']);
    const { facts = {}, reports = [] } = trials[1] ?? {};
    assert.deepEqual([facts['restarts'], reports.map(({ step }) => step)], [1, [0, 1, 2, 3]]);
    assert.ok(reports.every(({ value }) => value < 100));
    const copies = project.ledger().filter(({ trial, what }) => trial === 1 && what === 'begun');
    assert.equal(new Set(copies.map(({ node }) => node)).size, 2);
  });

  test('a job that somebody cancels is a trial that was ended from outside, and is tried once more', async (t) => {
    const project = projectOf(t, standing("if (trial === '1') await pause(60_000);"));
    const host = project.tune('--trials', '2');
    await until(() => project.ledger().some(({ trial }) => trial === 1));
    await cluster.ask('scancel', project.ledger().find(({ trial }) => trial === 1)?.job ?? '');
    assert.equal(await host.exited, 0, host.words());
    assert.deepEqual(await statesOf(project), ['finished', 'killed', 'finished']);
    const { trials } = await project.study();
    assert.match(wordOf(trials[1]?.facts['fail_reason']), /cancelled by somebody else/);
    assert.equal(trials[2]?.facts['retry_of'], 1);
  });

  test('a job that takes more memory than it asked for is a trial without enough, and is not tried again', async (t) => {
    const greedy = "if (trial === '1') { globalThis.kept = Buffer.alloc(800e6, 1); await pause(60_000); }";
    const project = projectOf(t, standing(greedy));
    const host = project.tune('--trials', '2', '--sbatch=--mem=400M');
    assert.equal(await host.exited, 0, host.words());
    assert.deepEqual(await statesOf(project), ['finished', 'out_of_memory']);
  });

  test('the time limit of a trial counts from its own start, and its job is gone when it is over', async (t) => {
    const project = projectOf(t, standing("if (trial === '1') await pause(60_000);"));
    const host = project.tune('--trials', '2', '--timeout', '5');
    assert.equal(await host.exited, 0, host.words());
    assert.deepEqual(await statesOf(project), ['finished', 'timeout']);
    const job = project.ledger().find(({ trial }) => trial === 1)?.job ?? '';
    assert.match(await cluster.ask('squeue', '--noheader', '--states=all', '--format=%T', '--jobs', job), /CANCELLED/);
  });

  test('a host that is killed and comes back finds the jobs that ran and those that have ended, and goes on as before', async (t) => {
    const project = projectOf(t, standing('await pause(trial % 2 === 0 ? 500 : 6_000);'));
    const first = project.tune('--trials', '8', '--parallel', '4');
    await until(() => project.ledger().filter(({ what }) => what === 'begun').length >= 4);
    first.process.kill('SIGKILL');
    await first.exited;
    const nBegun = project.ledger().length;
    // Something ends while nobody is there.
    await until(() => project.ledger().length > nBegun);
    const { trials: left } = await project.study();
    const second = project.tune('--trials', String(8 - left.length));
    assert.equal(await second.exited, 0, second.words());
    const { trials } = await project.study();
    assert.deepEqual(
      await statesOf(project),
      Array.from({ length: 8 }, () => 'finished'),
    );
    assert.deepEqual(doubled(project), []);
    assert.ok(trials.some(({ facts }) => facts['taken_over'] === true));
    assert.ok(trials.every(({ facts }) => facts['slurm_job'] !== undefined));
  });

  test('a partition that takes no such job is told before the first trial, and so is a node that lacks TensorFlow.js', async (t) => {
    const project = projectOf(t, standing(''));
    const refused = project.tune('--partition', 'nowhere');
    assert.equal(await refused.exited, 1);
    assert.match(refused.words(), /Slurm refuses such a job: .*partition/s);
    const bare = projectOf(t, { text: training.text, isReal: false });
    const host = bare.tune();
    assert.equal(await host.exited, 1);
    assert.match(host.words(), /Trials would fail on the nodes of the cluster/);
    assert.deepEqual([project.ledger(), bare.ledger()], [[], []]);
  });
});

/** Of each trial its state or, where it failed, why. */
async function statesOf(project: SlurmProject): Promise<readonly string[]> {
  const { trials } = await project.study();
  return trials.map(({ state, facts }: Trial) => (state === 'failed' ? wordOf(facts['fail_kind']) : state));
}

function wordOf(fact: Json | undefined): string {
  return typeof fact === 'string' ? fact : '';
}

/** Trials that more than one process has run. */
function doubled(project: SlurmProject): readonly number[] {
  const begun = project.ledger().flatMap(({ what, trial }) => (what === 'begun' ? [trial] : []));
  return begun.filter((trial, i) => begun.indexOf(trial) !== i);
}
