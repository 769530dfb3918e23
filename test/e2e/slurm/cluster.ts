// A real Slurm for the tests: a controller and some nodes, all on loopback, in one folder, as children of the test. No system service, no cgroups; whoever
// asks is trusted (auth/none).
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endProcesses, processesNaming } from '../processTree.ts';

export type Cluster = {
  /** The environment in which Slurm's commands find this cluster. */
  readonly env: NodeJS.ProcessEnv;
  /** Those of the usual partition. */
  readonly nodes: readonly string[];
  /** What a command of Slurm's prints; rejects where it fails. */
  ask(tool: string, ...args: readonly string[]): Promise<string>;
  /** The node's daemon dies; the processes of its jobs live on, as on a machine that has lost its network. */
  killNode(node: string): Promise<void>;
  /** The controller is away until `startController`. */
  stopController(): Promise<void>;
  startController(): Promise<void>;
  /** Ends all of it, jobs included. */
  stop(): Promise<void>;
};

/** What one node offers. */
const cpus = 4;
const memoryMb = 4000;

/** Debian keeps the daemons out of a user's PATH. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/** `nSpare` more nodes make up the partition "spare". */
export async function startCluster(nNodes: number, nSpare = 0): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'tunelens-slurm-'));
  const nodes = Array.from({ length: nNodes + nSpare }, (_, i) => `n${i + 1}`);
  const conf = join(folder, 'slurm.conf');
  for (const name of ['state', ...nodes]) mkdirSync(join(folder, name));
  writeFileSync(conf, configuration(folder, { nodes, nSpare }, await freePorts(nodes.length + 1)));
  const daemons = new Map<string, ChildProcess>();
  const start = (name: string, command: string, args: readonly string[]): void => {
    const log = openSync(join(folder, `${name}.log`), 'a');
    daemons.set(name, spawn(command, args, { env, stdio: ['ignore', log, log] }));
  };
  const end = async (name: string, signal: NodeJS.Signals): Promise<void> => {
    const daemon = daemons.get(name);
    daemons.delete(name);
    if (daemon?.exitCode !== null || daemon.signalCode !== null) return;
    daemon.kill(signal);
    await once(daemon, 'exit');
  };
  const ask = async (tool: string, ...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(tool, args, { env: { ...env, SLURM_CONF: conf } })).stdout;
  const startController = async (): Promise<void> => {
    start('controller', 'slurmctld', ['-D', '-f', conf]);
    await until(async () => (await ask('sinfo', '--noheader')) !== '');
  };
  await startController();
  for (const node of nodes) start(node, 'slurmd', ['-D', '-N', node, '-f', conf]);
  const isUp = (line: string): boolean => /^(?:idle|mix|alloc)/.test(line);
  await until(async () => (await ask('sinfo', '--noheader', '--Node', '--format=%t')).trim().split('\n').every(isUp));
  return {
    env: { ...env, SLURM_CONF: conf },
    nodes: nodes.slice(0, nNodes),
    ask,
    killNode: (node) => end(node, 'SIGKILL'),
    stopController: () => end('controller', 'SIGTERM'),
    startController,
    stop: async () => {
      for (const name of [...daemons.keys()]) await end(name, 'SIGKILL');
      // Jobs outlive their node's daemon.
      endProcesses(processesNaming(folder));
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Settles as soon as `isTrue` says so; what it throws counts as no. */
export async function until(isTrue: () => Promise<boolean> | boolean, limitMs = 60_000): Promise<void> {
  const lastMs = performance.now() + limitMs;
  for (;;) {
    if (
      await Promise.resolve()
        .then(isTrue)
        .catch(() => false)
    )
      return;
    if (performance.now() > lastMs) throw new Error(`Still not so after ${limitMs / 1000} s: ${String(isTrue)}`);
    await delay(50);
  }
}

/** Nodes are given up after seconds instead of minutes, and jobs killed after one instead of thirty. */
function configuration(
  folder: string,
  { nodes, nSpare }: { readonly nodes: readonly string[]; readonly nSpare: number },
  [port, ...nodePorts]: readonly number[],
): string {
  const user = userInfo().username;
  const host = hostname().split('.')[0] ?? '';
  return `ClusterName=tests
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${port}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/none
CredType=cred/none
AuthInfo=cred_expire=5
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/%n
SlurmctldPidFile=${folder}/controller.pid
SlurmdPidFile=${folder}/%n.pid
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
MailProg=/bin/true
MpiDefault=none
SwitchType=switch/none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerCPU=500
SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=0
JobRequeue=1
KillWait=1
MinJobAge=300
SlurmdTimeout=5
SlurmctldTimeout=30
ReturnToService=2
SlurmdParameters=config_overrides
${nodes.map((node, i) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${nodePorts[i]} CPUs=${cpus} RealMemory=${memoryMb} State=UNKNOWN`).join('\n')}
${partitionsOf(nodes, nSpare)}
`;
}

/** Each gives a job to the node that does least. */
function partitionsOf(nodes: readonly string[], nSpare: number): string {
  const usual = nodes.slice(0, nodes.length - nSpare);
  const spare = nodes.slice(usual.length);
  const line = (name: string, members: readonly string[]): string =>
    `PartitionName=${name} Nodes=${members.join(',')} LLN=YES MaxTime=INFINITE State=UP`;
  return [`${line('main', usual)} Default=YES`, ...(nSpare === 0 ? [] : [line('spare', spare)])].join('\n');
}

/** Ports of loopback that nobody uses, all different. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
