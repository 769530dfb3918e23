// The problems by group: `public` ones that all know, those that TuneLens was developed on, and those held back until the end.
import { developmentProblems } from './development.ts';
import { heldProblems } from './held.ts';
import { publicProblems } from './public.ts';
import type { BenchProblem } from './problem.ts';

export const problemGroups = {
  public: publicProblems,
  development: developmentProblems,
  held: heldProblems,
} as const satisfies Record<string, readonly BenchProblem[]>;

export type GroupName = keyof typeof problemGroups;

export function isGroupName(name: string): name is GroupName {
  return Object.hasOwn(problemGroups, name);
}

export function groupNames(): readonly GroupName[] {
  return Object.keys(problemGroups).filter(isGroupName);
}
