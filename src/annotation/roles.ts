// What a literal is for, by the names of the tfjs API and those that people give their own variables, and the domain that suits it: one line per role.
import type { ParamValue } from '../space/space.ts';
import { counts, decades, doubles, fraction, nearOne, odds, oneOf, sizes, spread } from './proposals.ts';
import type { NameSegments } from './segments.ts';

export type Role = {
  readonly role: string;
  /** The literal's last own name, in lower case, without underscores and digits at its end. */
  readonly names: RegExp;
  /** The function that it is given to must be called so, too. */
  readonly call?: RegExp;
  /** The domain as an annotation writes it; null where this value has no such role. */
  readonly domain: (value: ParamValue) => string | null;
};

const activations = ['relu', 'tanh', 'elu', 'selu', 'sigmoid', 'softplus', 'swish', 'gelu', 'linear'];
const optimizers = ['adam', 'sgd', 'rmsprop', 'adamax', 'adagrad', 'adadelta', 'momentum'];
const initializers = ['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'leCunNormal', 'orthogonal'];

export const roles: readonly Role[] = [
  { role: 'learning rate', names: /^lr$|learningrate$|stepsize$|^(initial|base|max)lr$/, domain: decades(2, 1e-6, 1) },
  { role: 'momentum', names: /^momentum$/, domain: fraction(0, 0.99) },
  { role: 'decay of averages', names: /^(beta|rho|decay)$/, domain: nearOne },
  { role: 'epsilon', names: /^epsilon$|^eps$/, domain: decades(3, 1e-10, 1) },
  { role: 'weight decay', names: /weightdecay$/, domain: decades(2, 1e-7, 1) },
  { role: 'dropout rate', names: /dropout(rate)?$/, domain: fraction(0, 0.6) },
  { role: 'dropout rate', names: /^rate$/, call: /dropout/i, domain: fraction(0, 0.6) },
  { role: 'noise', names: /^stddev$|^noise$|^sigma$/, domain: decades(1, 1e-4, 10) },
  {
    role: 'regularization',
    names: /^l[12]?$|regulari[sz]ation$|^lambda$/,
    call: /^l1$|^l2$|^l1l2$/,
    domain: decades(2, 1e-7, 1),
  },
  { role: 'regularization', names: /^l[12]$|^lambda$|regulari[sz]ation$/, domain: decades(2, 1e-7, 1) },
  { role: 'units', names: /units$|^hidden\w*$|neurons$|^latentdim$|^outputdim$|embedding(size|dim)$/, domain: sizes },
  { role: 'filters', names: /filters$/, domain: sizes },
  { role: 'kernel size', names: /kernelsize$/, domain: odds },
  { role: 'pool size', names: /^poolsize$|^strides?$/, domain: counts(1) },
  { role: 'layers', names: /^(num|n)?layers$|^depth$|blocks$/, domain: counts(2) },
  { role: 'batch size', names: /^batch(size)?$/, domain: doubles },
  { role: 'epochs', names: /epochs$|^iterations$|^nsteps$|steps$/, domain: sizes },
  { role: 'patience', names: /^patience$/, domain: sizes },
  { role: 'activation', names: /activation$|^act$/, domain: oneOf(activations) },
  { role: 'optimizer', names: /^optimi[sz]er(name)?$/, domain: oneOf(optimizers) },
  { role: 'initializer', names: /initiali[sz]er$/, domain: oneOf(initializers) },
  { role: 'padding', names: /^padding$/, domain: oneOf(['same', 'valid']) },
  { role: 'merge mode', names: /^mergemode$/, domain: oneOf(['concat', 'sum', 'mul', 'ave']) },
  { role: 'slope', names: /^alpha$|^slope$/, domain: fraction(0, 0.5) },
  { role: 'discount', names: /^gamma$|^discount(rate|factor)?$/, domain: nearOne },
  { role: 'temperature', names: /^temperature$|^tau$/, domain: decades(1, 1e-4, 100) },
  { role: 'clipping', names: /^clip(value|norm|delta)?$|^maxnorm$|^maxvalue$/, domain: decades(1, 1e-3, 1000) },
  { role: 'window', names: /window(size)?$|lookback$|^maxlen$|sequencelength$/, domain: sizes },
];

/** The names of arguments that have a place and no name. */
const signatures: Readonly<Record<string, readonly string[]>> = {
  sgd: ['learningRate'],
  momentum: ['learningRate', 'momentum'],
  rmsprop: ['learningRate', 'decay', 'momentum', 'epsilon'],
  adam: ['learningRate', 'beta1', 'beta2', 'epsilon'],
  adadelta: ['learningRate', 'rho', 'epsilon'],
  adamax: ['learningRate', 'beta1', 'beta2', 'epsilon', 'decay'],
  adagrad: ['learningRate'],
};

/** Why literals of these names should stay as they are. */
export const untunable: readonly { readonly names: RegExp; readonly reason: string }[] = [
  {
    names: /^validationsplit$|^testsplit$/,
    reason: 'Another split is another data set: results could not be compared.',
  },
  { names: /^loss$|^metrics?$|^monitor$/, reason: 'Another loss is another scale: results could not be compared.' },
  { names: /^(input|batchinput|output)shape$|^inputdim$|numclasses$/, reason: 'The data decide this value.' },
  { names: /^seed$|^verbose$|^name$|^dtype$/, reason: 'This value does not change how well the model can do.' },
];

/** A proposal for a literal: the role that its names give it, or null for one by its value alone. Null where nothing sensible can be said. */
export function proposalFor(
  names: NameSegments,
  value: ParamValue,
): { readonly role: string | null; readonly domain: string } | { readonly reason: string } | null {
  const name = plainName(names);
  const kept = untunable.find((one) => one.names.test(name));
  if (kept !== undefined) return { reason: kept.reason };
  if (typeof value === 'boolean') return { role: null, domain: '' };
  for (const { role, names: pattern, call, domain } of roles) {
    if (!pattern.test(name) || (call !== undefined && !call.test(names.call?.name ?? ''))) continue;
    const text = domain(value);
    if (text !== null) return { role, domain: text };
  }
  const text = spread(value);
  return text === null ? null : { role: null, domain: text };
}

/** Longer ones are no words that say what a literal is for. */
const maxNameLength = 200;

function plainName({ own, call }: NameSegments): string {
  const byPlace = call?.isDirect === true ? signatures[call.name]?.[call.argument] : undefined;
  return (byPlace ?? own.at(-1) ?? '')
    .slice(0, maxNameLength)
    .toLowerCase()
    .replaceAll('_', '')
    .replace(/(?<!^l)\d+$/, '');
}
