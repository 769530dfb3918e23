// A mark on the page that says whether it is still at work, so that boxes may yet move by themselves: for whoever measures it.

/** Why something is to come: a frame that was asked for, charts to draw, a model to learn. */
export type Work = 'frame' | 'drawing' | 'learning';

/** Keeps `data-settled` of `element`: whether there is no work of any kind. */
export function createSettledMark(element: HTMLElement): (work: Work, isThere: boolean) => void {
  const open = new Set<Work>();
  return (work, isThere) => {
    if (isThere) open.add(work);
    else open.delete(work);
    element.dataset['settled'] = String(open.size === 0);
  };
}
