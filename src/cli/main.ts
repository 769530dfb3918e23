#!/usr/bin/env node
// The command line: reads the arguments, runs one subcommand, and ends with its exit code.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { messageOf, UserError } from '../errors.ts';
import { parseCommandLine, type Args } from './args.ts';
import { commands } from './commandTable.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { ownVersion } from './ownFiles.ts';
import { createOutput, type Output } from './output.ts';
import { outputWidth } from './terminal.ts';

const argv = process.argv.slice(2);
// What stands behind "--" is the program's.
const isJson = argv.slice(0, argv.indexOf('--') >>> 0).includes('--json');
/** Aborted once nobody reads the answers of a server any more. */
const unheard = new AbortController();
const output = createOutput(isJson, () => unheard.abort());
process.exitCode = await main(argv, output);

async function main(argv: readonly string[], out: Output): Promise<ExitCode> {
  try {
    const args = parseCommandLine(argv);
    const code = await run(args, out);
    // What went wrong with the last write is told a moment later.
    await new Promise(setImmediate);
    // Of a run the study is the result, and that is kept: its exit code tells how the run has ended.
    const isRun = args.command === 'tune' || args.command === 'confirm';
    return out.isLost && !isRun && code === exitCodes.done ? exitCodes.userError : code;
  } catch (error) {
    if (error instanceof UserError) {
      out.userError(error);
      return error.code === 'trialsKeepFailing' ? exitCodes.paused : exitCodes.userError;
    }
    out.note(`TuneLens has a bug: ${messageOf(error)}\n${error instanceof Error ? (error.stack ?? '') : ''}`);
    return exitCodes.bug;
  }
}

/** Each command is read when it is called: the others would cost its start a quarter of a second. */
async function run(args: Args, out: Output): Promise<ExitCode> {
  switch (args.command) {
    case 'help': {
      const { helpText } = await import('./help.ts');
      out.result({ kind: 'help', commands, exitCodes }, helpText(args.about, outputWidth()));
      return exitCodes.done;
    }
    case 'version':
      out.result({ kind: 'version', version: ownVersion() }, ownVersion());
      return exitCodes.done;
    case 'completion': {
      const { completionScript } = await import('./completion.ts');
      const script = completionScript(args.shell);
      out.result({ kind: 'completion', shell: args.shell, script }, script);
      return exitCodes.done;
    }
    case 'optimizer':
      await (await import('./optimizer.ts')).runOptimizer(requests(), (line) => out.print(line));
      return exitCodes.done;
    case 'mcp':
      await runMcp(args.root, out);
      return exitCodes.done;
    case 'space':
      (await import('./spaceCommand.ts')).printSpace(args, out);
      return exitCodes.done;
    case 'report':
      await (await import('./reportCommand.ts')).writeReportOf(args, out);
      return exitCodes.done;
    case 'export':
      await (await import('./exportCommand.ts')).exportTrials(args, out);
      return exitCodes.done;
    case 'import':
      return (await import('./importCommand.ts')).importTrials(args, out);
    case 'apply':
      await (await import('./applyCommand.ts')).applyTrial(args, out);
      return exitCodes.done;
    case 'check':
      return (await import('./checkCommand.ts')).checkLiterals(args, out);
    case 'confirm':
      return (await import('./confirmCommand.ts')).confirmBest(args, out);
    case 'replay':
      return (await import('./replayCommand.ts')).replayTrial(args, out);
    case 'stop':
      await (await import('./stopCommand.ts')).stopRun(args, out);
      return exitCodes.done;
    case 'doctor':
      return (await import('./doctorCommand.ts')).printDoctor(args, out);
    case 'tune':
      return (await import('./tuneCommand.ts')).runTune(args, out);
  }
}

async function runMcp(root: string | null, out: Output): Promise<void> {
  const [{ serveMcp }, { createMcpTools }] = await Promise.all([import('./mcp.ts'), import('./mcpTools.ts')]);
  const tools = createMcpTools(fileURLToPath(import.meta.url), root ?? process.cwd());
  const write = (line: string): void => out.print(line);
  try {
    await serveMcp(requests(), { write, tools: tools.run, version: ownVersion() });
  } finally {
    await tools.close();
  }
}

/** The lines of standard input, as long as somebody reads the answers. */
function requests(): AsyncIterable<string> {
  const lines = createInterface({ input: process.stdin });
  const close = (): void => {
    lines.close();
    process.stdin.destroy();
  };
  if (unheard.signal.aborted) close();
  unheard.signal.addEventListener('abort', close);
  return lines;
}
