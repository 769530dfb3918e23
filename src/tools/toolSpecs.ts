// The tools that language models get, in the editor and over MCP alike: names, words and inputs. package.json repeats them, and a test compares.

/** JSON Schema of an input: an object of plain fields. */
export type InputSchema = {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, { readonly type: string; readonly description: string }>>;
  readonly required: readonly string[];
};

export type ToolSpec = {
  readonly name: ToolName;
  readonly title: string;
  /** For the model: what it does and answers. */
  readonly description: string;
  readonly input: InputSchema;
  /** It changes nothing and runs nothing. */
  readonly isReadOnly: boolean;
};

export const toolNames = [
  'tunelens_space',
  'tunelens_status',
  'tunelens_slice',
  'tunelens_start',
  'tunelens_stop',
  'tunelens_apply',
] as const;
export type ToolName = (typeof toolNames)[number];

const file = {
  type: 'string',
  description:
    'Absolute path of the source file with the @tune annotations; it must lie in the folder that the server, or the editor, has open.',
};

function inputOf(more: InputSchema['properties'] = {}, required: readonly string[] = []): InputSchema {
  return { type: 'object', properties: { file, ...more }, required: ['file', ...required] };
}

export const toolSpecs: readonly ToolSpec[] = [
  {
    name: 'tunelens_space',
    title: 'Read the search space',
    description:
      'Reads the @tune annotations of a TensorFlow.js model file: the parameters with their domains, literals and conditions, the objective and the program that trains the model. Runs nothing.',
    input: inputOf(),
    isReadOnly: true,
  },
  {
    name: 'tunelens_status',
    title: 'Read a study',
    description:
      "Reads how the tuning study of a file stands: whether it is running, the number of trials by state, the best trial with its parameters, what the file's own values reach, and the last failures.",
    input: inputOf(),
    isReadOnly: true,
  },
  {
    name: 'tunelens_slice',
    title: 'Read the slice of a parameter',
    description:
      'Reads what the model of the study expects along one parameter, the others held at the best trial: points of value, mean and 95 % band in the units of the objective.',
    input: inputOf({ parameter: { type: 'string', description: 'Name of the parameter.' } }, ['parameter']),
    isReadOnly: true,
  },
  {
    name: 'tunelens_start',
    title: 'Start tuning',
    description:
      'Starts a tuning run of a file, which trains its model many times with other values: its program runs on this machine. Continues the study of the file. One run of a file at a time, and few in all. Answers when the run has begun, not when it ends: read tunelens_status.',
    input: inputOf({
      trials: { type: 'integer', description: 'Trials to run. Default: the setting of the user, or 20.' },
    }),
    isReadOnly: false,
  },
  {
    name: 'tunelens_stop',
    title: 'Stop tuning',
    description: 'Stops the tuning run of a file. What has been measured stays.',
    input: inputOf(),
    isReadOnly: false,
  },
  {
    name: 'tunelens_apply',
    title: 'Apply tuned values',
    description:
      'Writes the values of the best trial, or of another finished one, into the literals of the source files.',
    input: inputOf({ trial: { type: 'integer', description: 'Number of the trial. Default: the best.' } }),
    isReadOnly: false,
  },
];
