// Records whose keys somebody else chose: the names of parameters, of attributes. One may be called `constructor` or `__proto__`.

/** The record's own value; undefined also for a name that every object inherits. */
export function ownOf<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Assigned, a property called `__proto__` would be lost. */
export function setOwn<T>(record: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__')
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  else record[name] = value;
}
