// The search space of a study: parameters, their domains and when each one counts. Knows no source text.

/** A value that a literal of a program can hold. */
export type ParamValue = number | string | boolean | null;

/** One value per active parameter, by name. An inactive conditional parameter is absent. */
export type Params = Readonly<Record<string, ParamValue>>;

export type Scale = 'linear' | 'log';

/**
 * The values that a parameter may take; both ends inclusive.
 * `log` needs `low > 0` and has no step (float: null, int: 1). The last legal value of a stepped range is the greatest `low + k * step <= high`.
 * A `choice` is ordered when all its choices are numbers.
 */
export type Domain =
  | RangeDomain
  | { readonly kind: 'choice'; readonly choices: readonly ParamValue[] }
  /** A range or, apart from it, one of a few special values (at least one, none of them in the range): `log 1e-6..1e-2 | 0`. */
  | { readonly kind: 'mixed'; readonly range: RangeDomain; readonly specials: readonly ParamValue[] };

export type RangeDomain =
  | {
      readonly kind: 'float';
      readonly low: number;
      readonly high: number;
      readonly scale: Scale;
      readonly step: number | null;
    }
  | {
      readonly kind: 'int';
      readonly low: number;
      readonly high: number;
      readonly scale: Scale;
      readonly step: number;
    };

/** A parameter counts only while every one of its conditions holds; an inactive parent makes it inactive too. */
export type Condition =
  | {
      readonly param: string;
      readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=';
      readonly value: ParamValue;
    }
  | { readonly param: string; readonly op: 'in'; readonly values: readonly ParamValue[] };

export type Parameter = {
  readonly name: string;
  readonly domain: Domain;
  /** The literal of the user's file, the parameter's part of trial 0; undefined where there is none (ask/tell). May lie outside the domain. */
  readonly initial?: ParamValue;
  readonly conditions: readonly Condition[];
};

export type Arithmetic = '+' | '-' | '*' | '/' | '%';

/** Arithmetic over the values of numeric parameters. `negate` is the unary minus. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'param'; readonly param: string }
  | { readonly kind: 'negate'; readonly of: Expression }
  | { readonly kind: 'arithmetic'; readonly op: Arithmetic; readonly left: Expression; readonly right: Expression };

/** What the values of one trial must satisfy together. It does not apply while one of its parameters is inactive or not a number. */
export type Constraint = {
  readonly left: Expression;
  readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly right: Expression;
};

/** Parameters in the order of their source. Names are unique; a condition names an earlier parameter. */
export type Space = {
  readonly parameters: readonly Parameter[];
  /** Values that break one are never proposed; the user's own literals may. Absent: none. */
  readonly constraints?: readonly Constraint[];
};
