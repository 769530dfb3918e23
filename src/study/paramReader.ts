// The params of Optuna's records: each value by its distribution, our own notes of what no distribution holds, and the space that shows in them.
import type { Domain, Parameter, Params, ParamValue, Space } from '../space/space.ts';
import { externalOf, parseDistribution } from './distribution.ts';
import { joinParams } from './mixed.ts';
import { objectOf } from './pythonJson.ts';
import { offDomainName, offDomainOf } from './trialAttributes.ts';
import { setOwn } from '../space/own.ts';

type Records = Readonly<Record<string, unknown>>;

/** Reads the params of one study. */
export class ParamReader {
  /** The parameters that have shown, in order, and the place of each. */
  private readonly foreign: Parameter[] = [];
  private readonly foreignPlaces = new Map<string, number>();
  /** For which objective the foreign parameters were last shown as they are; null where they have changed since. */
  private shownFor: string | null = null;
  /** The last one of each parameter, by name: nearly every trial repeats it. */
  private readonly distributions = new Map<string, { readonly text: string; readonly domain: Domain | null }>();
  /** The domains of the last record, by name; its distributions are the same object where the next record repeats them (recordReader.ts). */
  private latest: { readonly distributions: Records; readonly domains: ReadonlyMap<string, Domain | null> } | null =
    null;
  /** Null until described. */
  private space: Space | null = null;

  describe(space: Space): void {
    this.space = space;
  }

  /** For the next study. */
  forget(): void {
    this.foreign.length = 0;
    this.foreignPlaces.clear();
    this.shownFor = null;
    this.space = null;
  }

  /** The space as the distributions read so far show it; null where it was shown for that objective before, the study is described, or none has been read. */
  newlyShownSpace(objective: string): Space | null {
    if (this.space !== null || this.foreign.length === 0 || this.shownFor === objective) return null;
    this.shownFor = objective;
    return { parameters: this.foreign.slice() };
  }

  private showForeign(name: string, domain: Domain): void {
    const place = this.foreignPlaces.get(name) ?? this.foreign.length;
    if (this.foreign[place]?.domain === domain) return;
    this.foreignPlaces.set(name, place);
    this.foreign[place] = { name, domain, conditions: [] };
    this.shownFor = null;
  }

  /** The values of `params`, by their distributions; our own note of values that no distribution holds completes them. */
  valuesOf(record: Records): Params {
    const domains = this.domainsOf(objectOf(record['distributions']) ?? {});
    const internals = objectOf(record['params']) ?? {};
    const params: Record<string, ParamValue> = {};
    for (const name of Object.keys(internals)) {
      const value = this.valueIn(domains.get(name) ?? null, name, internals[name]);
      if (value !== undefined) setOwn(params, name, value);
    }
    const offDomain = objectOf(record['user_attrs'])?.[offDomainName];
    const joined = this.joined(params);
    return offDomain === undefined ? joined : { ...joined, ...offDomainOf(offDomain) };
  }

  /** Undefined where the distribution, or the value, is none. */
  valueOf(param: { name: string; internal: unknown; distribution: unknown }): ParamValue | undefined {
    return this.valueIn(this.domainOf(param.name, param.distribution), param.name, param.internal);
  }

  private valueIn(domain: Domain | null, name: string, internal: unknown): ParamValue | undefined {
    if (domain === null || typeof internal !== 'number') return undefined;
    if (this.space === null) this.showForeign(name, domain);
    return externalOf(domain, internal);
  }

  private domainsOf(distributions: Records): ReadonlyMap<string, Domain | null> {
    if (this.latest?.distributions === distributions) return this.latest.domains;
    const domains = new Map(Object.entries(distributions).map(([name, text]) => [name, this.domainOf(name, text)]));
    this.latest = { distributions, domains };
    return domains;
  }

  /** Ranges with special values are two parameters there, and one here. */
  joined(params: Params): Params {
    return this.space === null ? params : joinParams(this.space, params);
  }

  private domainOf(name: string, text: unknown): Domain | null {
    if (typeof text !== 'string') return null;
    const known = this.distributions.get(name);
    if (known?.text === text) return known.domain;
    const domain = parseDistribution(text);
    this.distributions.set(name, { text, domain });
    return domain;
  }
}
