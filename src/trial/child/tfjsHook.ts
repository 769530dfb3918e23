// Runs in the child: makes every copy of tfjs that the program loads report what fit and evaluate find out. All tfjs packages load as CommonJS under
// Node, from `import` as well, so each passes through Module._load. A failure in here must never reach the program.
import Module from 'node:module';
import type { Spool } from '../spool.ts';
import { createThrottle } from './throttle.ts';
import { isObject, numbersOf, withEpochEnd } from './tfjsValues.ts';

/** Watches the modules that are loaded from now on; steps count over all fits of this thread. `onTraining` is called with each model as its training begins. */
export function installTfjsHook(spool: Spool, onTraining: (model: unknown) => void): void {
  const loader: unknown = Module;
  if (!hasLoad(loader)) throw new Error('TuneLens: this Node has no Module._load.');
  const load = loader._load;
  const reporter = createReporter(spool, onTraining);
  loader._load = function (...args) {
    const exports = load.apply(this, args);
    quietly(() => watch(exports, reporter));
    return exports;
  };
}

type Loader = { _load: (this: unknown, ...args: unknown[]) => unknown };
type Method = (this: unknown, ...args: unknown[]) => unknown;

type Reporter = {
  /** A copy of tfjs's core has been loaded: models loaded after it compute with it. */
  coreLoaded(core: Core): void;
  /** The core of the copy that is being loaded. */
  currentCore(): Core | null;
  training(core: Core | null): void;
  /** `model` is about to be trained. */
  modelTraining(model: unknown): void;
  /** A fit begins; returns what tells the end of its epochs. */
  fitStarted(): (logs: unknown) => void;
  evaluated(model: unknown, scalars: unknown): void;
  batchTrained(model: unknown, scalars: unknown): void;
};

type Core = { getBackend(): unknown; readonly version: string };

function createReporter(spool: Spool, onTraining: (model: unknown) => void): Reporter {
  const { send } = spool;
  const throttled = createThrottle(spool);
  let core: Core | null = null;
  let step = 0;
  let nFits = 0;
  let nBatches = 0;
  let hasBackend = false;
  return {
    coreLoaded: (loaded) => (core = loaded),
    currentCore: () => core,
    training(used) {
      const backend = hasBackend ? undefined : used?.getBackend();
      // Before the first operation there may be none yet; it is asked for again after the call.
      if (used === null || typeof backend !== 'string' || backend === '') return;
      hasBackend = true;
      send({ kind: 'backend', tfjs: used.version, backend });
    },
    modelTraining: onTraining,
    fitStarted() {
      const fit = nFits++;
      return (logs) => send({ kind: 'epochEnded', fit, step: step++, logs: numbersOf(logs) });
    },
    evaluated(model, scalars) {
      send({ kind: 'evaluated', metrics: numbersOf(namedMetrics(model, scalars)) });
    },
    batchTrained(model, scalars) {
      throttled.send({ kind: 'batchTrained', step: nBatches++, logs: numbersOf(namedMetrics(model, scalars)) });
    },
  };
}

/** What evaluate and trainOnBatch return, under the model's names: the loss alone, or a list of it and the metrics. */
function namedMetrics(model: unknown, scalars: unknown): Record<string, unknown> {
  const names = isObject(model) && Array.isArray(model['metricsNames']) ? model['metricsNames'] : ['loss'];
  const values = Array.isArray(scalars) ? scalars : [scalars];
  return Object.fromEntries(values.map((value: unknown, i) => [String(names[i] ?? `metric_${i}`), value]));
}

/** Classes of models that were seen, over all ways to reach them. */
const seen = new WeakSet<object>();

function watch(exports: unknown, reporter: Reporter): void {
  if (!isObject(exports)) return;
  // `in` first: reading an unknown property of a stranger's module may run a getter.
  if ('version_core' in exports && 'getBackend' in exports) watchCore(exports, reporter);
  if (!('LayersModel' in exports)) return;
  const prototype = newPrototype(exports['LayersModel']);
  if (prototype === null) return;
  watchModels(prototype, reporter);
  // Its methods call those of a LayersModel inside.
  const sequential = 'Sequential' in exports ? newPrototype(exports['Sequential']) : null;
  if (sequential !== null) noteTraining(sequential, reporter);
}

/** The prototype of a class of models that was not seen yet. */
function newPrototype(model: unknown): Record<string, unknown> | null {
  if (typeof model !== 'function' || seen.has(model)) return null;
  const prototype: unknown = model.prototype;
  if (!isObject(prototype) || typeof prototype['fit'] !== 'function') return null;
  seen.add(model);
  return prototype;
}

function noteTraining(prototype: Record<string, unknown>, reporter: Reporter): void {
  for (const name of ['fit', 'fitDataset', 'trainOnBatch']) {
    replace(prototype, name, (train) => {
      return function (...args) {
        quietly(() => reporter.modelTraining(this));
        return train.apply(this, args);
      };
    });
  }
}

function watchCore(exports: Record<string, unknown>, reporter: Reporter): void {
  const { getBackend, version_core: version } = exports;
  if (typeof getBackend !== 'function' || typeof version !== 'string') return;
  const ask = getBackend;
  reporter.coreLoaded({ version, getBackend: () => Reflect.apply(ask, exports, []) as unknown });
}

function watchModels(prototype: Record<string, unknown>, reporter: Reporter): void {
  const core = reporter.currentCore();
  const validations = new WeakMap<object, unknown>();
  const fitting = (fit: Method, argsIdx: number): Method =>
    async function (...args) {
      quietly(() => reporter.training(core));
      quietly(() => {
        const options = isObject(args[argsIdx]) ? args[argsIdx] : {};
        if (isObject(this)) validations.set(this, options['validationData']);
        const tell = reporter.fitStarted();
        const onEpochEnd = (logs: unknown): void => quietly(() => tell(logs));
        args[argsIdx] = { ...options, callbacks: withEpochEnd(options['callbacks'], onEpochEnd) };
      });
      try {
        return await fit.apply(this, args);
      } finally {
        if (isObject(this)) validations.delete(this);
        quietly(() => reporter.training(core));
      }
    };
  const report = (model: unknown, data: unknown, scalars: unknown): void =>
    quietly(() => {
      reporter.training(core);
      // fitDataset validates by a call of evaluate; what that finds is in the epoch's logs.
      if (!isObject(model) || !isPartOf(validations.get(model), data)) reporter.evaluated(model, scalars);
    });
  replace(prototype, 'trainOnBatch', (train) => {
    return async function (...args) {
      quietly(() => reporter.training(core));
      const scalars = await train.apply(this, args);
      quietly(() => {
        reporter.training(core);
        reporter.batchTrained(this, scalars);
      });
      return scalars;
    };
  });
  replace(prototype, 'fit', (fit) => fitting(fit, 2));
  replace(prototype, 'fitDataset', (fit) => fitting(fit, 1));
  noteTraining(prototype, reporter);
  replace(prototype, 'evaluate', (evaluate) => {
    return function (...args) {
      quietly(() => reporter.training(core));
      const scalars = evaluate.apply(this, args);
      report(this, args[0], scalars);
      return scalars;
    };
  });
  replace(prototype, 'evaluateDataset', (evaluate) => {
    return async function (...args) {
      quietly(() => reporter.training(core));
      const scalars = await evaluate.apply(this, args);
      report(this, args[0], scalars);
      return scalars;
    };
  });
}

/** Whether `data` is the validation data of the running fit: the data set itself, or the inputs of a pair. */
function isPartOf(validation: unknown, data: unknown): boolean {
  if (!isObject(validation) && !Array.isArray(validation)) return false;
  if (validation === data) return true;
  return Array.isArray(validation) ? validation[0] === data : validation['xs'] === data;
}

function replace(prototype: Record<string, unknown>, name: string, wrap: (method: Method) => Method): void {
  const method = prototype[name];
  if (!isMethod(method)) return;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  Object.defineProperty(prototype, name, { configurable: true, ...descriptor, value: wrap(method), writable: true });
}

function quietly(report: () => void): void {
  try {
    report();
  } catch {
    // The program comes first: a value that could not be read is missing in the spool, which the host sees.
  }
}

function isMethod(raw: unknown): raw is Method {
  return typeof raw === 'function';
}

function hasLoad(raw: unknown): raw is Loader {
  return typeof raw === 'function' && '_load' in raw && typeof raw._load === 'function';
}
