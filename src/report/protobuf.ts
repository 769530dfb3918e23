// Messages of Protocol Buffers, written: the few kinds of fields that TensorBoard's event files need. A message is the bytes of its fields.

export type Bytes = Uint8Array;

/** A field whose value is itself a message, or bytes. */
export function message(field: number, ...parts: readonly Bytes[]): Bytes {
  const body = joined(parts);
  return joined([key(field, 2), varint(body.length), body]);
}

export function text(field: number, value: string): Bytes {
  return message(field, new TextEncoder().encode(value));
}

/** A whole number of at most 53 bits, not negative; 0 is written too, since some messages tell it from nothing. */
export function integer(field: number, value: number): Bytes {
  return joined([key(field, 0), varint(value)]);
}

export function double(field: number, value: number): Bytes {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value, true);
  return joined([key(field, 1), new Uint8Array(bytes.buffer)]);
}

export function float(field: number, value: number): Bytes {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setFloat32(0, value, true);
  return joined([key(field, 5), new Uint8Array(bytes.buffer)]);
}

export function joined(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function key(field: number, wireType: number): Bytes {
  return varint(field * 8 + wireType);
}

function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}
