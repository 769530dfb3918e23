// The command line: reads the arguments, runs one subcommand, and ends with its exit code.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { messageOf, UserError } from '../errors.ts';
import { applyTrial } from './applyCommand.ts';
import { parseCommandLine, type Args } from './args.ts';
import { checkLiterals } from './checkCommand.ts';
import { commands } from './commandTable.ts';
import { completionScript } from './completion.ts';
import { confirmBest } from './confirmCommand.ts';
import { printDoctor } from './doctorCommand.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { helpText } from './help.ts';
import { ownVersion } from './ownFiles.ts';
import { runOptimizer } from './optimizer.ts';
import { importTrials } from './importCommand.ts';
import { exportTrials } from './exportCommand.ts';
import { serveMcp } from './mcp.ts';
import { createMcpTools } from './mcpTools.ts';
import { createOutput, type Output } from './output.ts';
import { replayTrial } from './replayCommand.ts';
import { writeReportOf } from './reportCommand.ts';
import { printSpace } from './spaceCommand.ts';
import { stopRun } from './stopCommand.ts';
import { outputWidth } from './terminal.ts';
import { runTune } from './tuneCommand.ts';

const argv = process.argv.slice(2);
// What stands behind "--" is the program's.
const output = createOutput(argv.slice(0, argv.indexOf('--') >>> 0).includes('--json'));
process.exitCode = await main(argv, output);

async function main(argv: readonly string[], out: Output): Promise<ExitCode> {
  try {
    return await run(parseCommandLine(argv), out);
  } catch (error) {
    if (error instanceof UserError) {
      out.userError(error);
      return error.code === 'trialsKeepFailing' ? exitCodes.paused : exitCodes.userError;
    }
    out.note(`TuneLens has a bug: ${messageOf(error)}\n${error instanceof Error ? (error.stack ?? '') : ''}`);
    return exitCodes.bug;
  }
}

async function run(args: Args, out: Output): Promise<ExitCode> {
  switch (args.command) {
    case 'help':
      out.result({ kind: 'help', commands, exitCodes }, helpText(args.about, outputWidth()));
      return exitCodes.done;
    case 'version':
      out.result({ kind: 'version', version: ownVersion() }, ownVersion());
      return exitCodes.done;
    case 'completion': {
      const script = completionScript(args.shell);
      out.result({ kind: 'completion', shell: args.shell, script }, script);
      return exitCodes.done;
    }
    case 'optimizer':
      await runOptimizer(createInterface({ input: process.stdin }), (line) => out.print(line));
      return exitCodes.done;
    case 'mcp':
      await runMcp(out);
      return exitCodes.done;
    case 'space':
      printSpace(args, out);
      return exitCodes.done;
    case 'report':
      await writeReportOf(args, out);
      return exitCodes.done;
    case 'export':
      await exportTrials(args, out);
      return exitCodes.done;
    case 'import':
      return importTrials(args, out);
    case 'apply':
      await applyTrial(args, out);
      return exitCodes.done;
    case 'check':
      return checkLiterals(args, out);
    case 'confirm':
      return confirmBest(args, out);
    case 'replay':
      return replayTrial(args, out);
    case 'stop':
      await stopRun(args, out);
      return exitCodes.done;
    case 'doctor':
      return printDoctor(args, out);
    case 'tune':
      return runTune(args, out);
  }
}

async function runMcp(out: Output): Promise<void> {
  const tools = createMcpTools(fileURLToPath(import.meta.url));
  const write = (line: string): void => out.print(line);
  try {
    await serveMcp(createInterface({ input: process.stdin }), { write, tools: tools.run, version: ownVersion() });
  } finally {
    await tools.close();
  }
}
