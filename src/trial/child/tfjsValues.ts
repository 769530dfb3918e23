// Runs in the child: what goes into tfjs's fit and what comes out of it, in the shapes that tfjs allows. Knows tfjs by its behaviour only, since
// each program brings its own copy.

/** The numbers among `logs`: numbers as they are, scalars of tfjs by their value. Other entries are left out. Disposes nothing. */
export function numbersOf(logs: unknown): Record<string, number> {
  const entries: [string, number][] = [];
  for (const [name, value] of Object.entries(isObject(logs) ? logs : {})) {
    const number = numberOf(value);
    if (number !== null) entries.push([name, number]);
  }
  return Object.fromEntries(entries);
}

/**
 * The `callbacks` of fit with one more call at the end of each epoch, made before the user's own (which may end the program). tfjs takes nothing,
 * an object of functions, an instance of its own class, or a list that is all of the one or all of the other.
 */
export function withEpochEnd(callbacks: unknown, onEpochEnd: (logs: unknown) => void): unknown {
  if (callbacks === undefined || callbacks === null)
    return { onEpochEnd: (_epoch: unknown, logs: unknown) => onEpochEnd(logs) };
  const list: readonly unknown[] = Array.isArray(callbacks) ? callbacks : [callbacks];
  const [first, ...others] = list;
  if (first === undefined) return [{ onEpochEnd: (_epoch: unknown, logs: unknown) => onEpochEnd(logs) }];
  if (!isObject(first)) return callbacks;
  if (isInstance(first)) return [silentInstance(first, onEpochEnd), ...list];
  return [listeningConfig(first, onEpochEnd), ...others];
}

/** Whether `raw` is an object (a list is none), so that its properties can be looked at. */
export function isObject(raw: unknown): raw is Record<string, unknown> {
  return (typeof raw === 'object' || typeof raw === 'function') && raw !== null && !Array.isArray(raw);
}

/** A number as it is, a scalar of tfjs by its value, else null. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (!isObject(value) || !hasDataSync(value)) return null;
  const data = value.dataSync();
  return ArrayBuffer.isView(data) && 'length' in data && 0 in data ? Number(data[0]) : null;
}

function hasDataSync(tensor: object): tensor is { dataSync(): unknown } {
  return 'dataSync' in tensor && typeof tensor.dataSync === 'function';
}

/** tfjs calls these two on an instance of its callback class and on nothing else. */
function isInstance(callback: Record<string, unknown>): boolean {
  return typeof callback['setParams'] === 'function' && typeof callback['setModel'] === 'function';
}

/** An instance of the same class as `model`, which tfjs therefore takes in a list with it, and which does nothing else than listen. */
function silentInstance(model: object, onEpochEnd: (logs: unknown) => void): object {
  const nothing = (): void => undefined;
  const silent = {
    setParams: nothing,
    setModel: nothing,
    onTrainBegin: nothing,
    onTrainEnd: nothing,
    onEpochBegin: nothing,
    onEpochEnd: (_epoch: unknown, logs: unknown) => onEpochEnd(logs),
    onBatchBegin: nothing,
    onBatchEnd: nothing,
  };
  return Object.assign(Object.create(Object.getPrototypeOf(model) as object | null) as object, silent);
}

/** `config`, seen through: all its properties, those of its class too, but `onEpochEnd`, which listens first. */
function listeningConfig(config: Record<string, unknown>, onEpochEnd: (logs: unknown) => void): object {
  const own = config['onEpochEnd'];
  const value = async function (this: unknown, epoch: unknown, logs: unknown): Promise<unknown> {
    onEpochEnd(logs);
    return typeof own === 'function' ? ((await Reflect.apply(own, this, [epoch, logs])) as unknown) : undefined;
  };
  return Object.create(config, {
    onEpochEnd: { value, enumerable: true, writable: true, configurable: true },
  }) as object;
}
