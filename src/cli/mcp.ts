// `tunelens mcp`: the tools for language models over the Model Context Protocol, as JSON-RPC lines on standard input and output. The part of
// the protocol that a server with tools alone needs; the official SDK would add a quarter of a megabyte to say the same five things.
import { messageOf, UserError } from '../errors.ts';
import { parseToolInput, type ToolInput } from '../tools/toolInput.ts';
import { toolSpecs, type ToolName } from '../tools/toolSpecs.ts';

/** The versions of the protocol that this server speaks, the newest first: tools are alike in all. */
const versions = ['2025-06-18', '2025-03-26', '2024-11-05'];

const codes = { parse: -32700, request: -32600, method: -32601, params: -32602 } as const;

export type McpTools = (name: ToolName, input: ToolInput) => Promise<string>;

type Reply = { readonly result: object } | { readonly error: { readonly code: number; readonly message: string } };

/** Answers each line until the input ends. Calls run side by side; answers carry the id of their request. */
export async function serveMcp(
  input: AsyncIterable<string>,
  { write, tools, version }: { write: (line: string) => void; tools: McpTools; version: string },
): Promise<void> {
  const pending = new Set<Promise<void>>();
  for await (const line of input) {
    if (line.trim() === '') continue;
    const answering = answerLine(line, tools, version).then((answer) => {
      if (answer !== null) write(answer);
    });
    pending.add(answering);
    void answering.finally(() => pending.delete(answering));
  }
  await Promise.all(pending);
}

/** Null for a notification, which has no answer. */
async function answerLine(line: string, tools: McpTools, version: string): Promise<string | null> {
  const request = parseRequest(line);
  if ('error' in request) return JSON.stringify({ jsonrpc: '2.0', id: null, ...request });
  const { id, method, params } = request;
  if (id === undefined) return null;
  return JSON.stringify({ jsonrpc: '2.0', id, ...(await answer(method, params, { tools, version })) });
}

async function answer(
  method: string,
  params: Readonly<Record<string, unknown>>,
  { tools, version }: { tools: McpTools; version: string },
): Promise<Reply> {
  switch (method) {
    case 'initialize': {
      const protocolVersion = versions.find((known) => known === params['protocolVersion']) ?? versions[0];
      return { result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'tunelens', version } } };
    }
    case 'ping':
      return { result: {} };
    case 'tools/list':
      return { result: { tools: toolSpecs.map(listed) } };
    case 'tools/call':
      return await call(params, tools);
    default:
      return { error: { code: codes.method, message: `There is no method ${method}.` } };
  }
}

function listed({ name, title, description, input, isReadOnly }: (typeof toolSpecs)[number]): object {
  const annotations = {
    title,
    readOnlyHint: isReadOnly,
    destructiveHint: name === 'tunelens_apply',
    openWorldHint: false,
  };
  return { name, title, description, inputSchema: input, annotations };
}

/** A failure that the model can mend is a result that says so, as the protocol wants it. */
async function call(params: Readonly<Record<string, unknown>>, tools: McpTools): Promise<Reply> {
  const spec = toolSpecs.find(({ name }) => name === params['name']);
  const input = parseToolInput(params['arguments']);
  if (spec === undefined) return { error: { code: codes.params, message: 'There is no such tool.' } };
  if (input === null) return { error: { code: codes.params, message: 'The arguments do not fit the input schema.' } };
  try {
    return { result: { content: [{ type: 'text', text: await tools(spec.name, input) }] } };
  } catch (error) {
    const text =
      error instanceof UserError ? `${error.message} ${error.remedy}` : `TuneLens has a bug: ${messageOf(error)}`;
    return { result: { content: [{ type: 'text', text }], isError: true } };
  }
}

type Request = {
  readonly id: string | number | undefined;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
};

function parseRequest(line: string): Request | Extract<Reply, { error: object }> {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return { error: { code: codes.parse, message: 'That line is no JSON.' } };
  }
  const { id, method, params = {} }: Readonly<Record<string, unknown>> = isRecord(raw) ? raw : {};
  const isId = id === undefined || typeof id === 'string' || typeof id === 'number';
  if (typeof method !== 'string' || !isId || !isRecord(params)) {
    return { error: { code: codes.request, message: 'That is no request of JSON-RPC.' } };
  }
  return { id, method, params };
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
