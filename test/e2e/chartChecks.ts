// Looks at the charts of the results page: how many marks each says it drew, whether paint is on its canvas, and whether a saved one can be read.
import assert from 'node:assert/strict';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The part of a canvas element that is used here; the test's own types know no DOM. */
type CanvasLike = {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
};

/** Waits until convergence and one slice for each parameter show at least `nMarks` trials, then looks for coloured pixels in each. */
export async function assertCharts(page: FrameLocator, parameters: readonly string[], nMarks: number): Promise<void> {
  const slices = parameters.map((name) => page.locator(`[data-chart="slice"][data-parameter="${name}"]`));
  for (const chart of [page.locator('[data-chart="convergence"]'), ...slices]) {
    await chart.waitFor({ timeout: 60_000 });
    // A chart is drawn when it comes near the screen.
    await chart.scrollIntoViewIfNeeded();
    const marks = await untilMarked(chart, nMarks);
    assert.ok(marks >= nMarks, `a chart has ${marks} marks, ${nMarks} expected`);
    const nPixels = await countColouredPixels(chart.locator('canvas').first());
    assert.ok(nPixels > 50, `a chart has ${nPixels} coloured pixels`);
  }
}

/** The number of marks, once it has reached `nMarks` or after 30 s. */
async function untilMarked(chart: Locator, nMarks: number): Promise<number> {
  const deadlineMs = Date.now() + 30_000;
  for (;;) {
    const marks = Number(await chart.getAttribute('data-marks'));
    if (marks >= nMarks || Date.now() > deadlineMs) return marks;
    await chart.page().waitForTimeout(200);
  }
}

/** Pixels of a clear hue: text, axes and grid lines are grey in every theme. */
async function countColouredPixels(canvas: Locator): Promise<number> {
  await canvas.waitFor();
  return canvas.evaluate((element: CanvasLike) => {
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
    let count = 0;
    for (let idx = 0; idx < data.length; idx += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(idx, idx + 4);
      if (alpha > 100 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40) count += 1;
    }
    return count;
  });
}

/** Brings it to the middle of the screen, where nothing that sticks to the foot of the page covers it. */
/** Scrolls the chart into the middle, and waits until nothing on the page is to be drawn or learned: before, boxes move. */
export async function centre(chart: Locator): Promise<void> {
  await chart.evaluate(scrollToCentre);
  await chart.locator('xpath=ancestor::*[@data-settled="true"]').waitFor();
}

/** In the page; settles when what has come near by it is known to be near. */
async function scrollToCentre(box: { scrollIntoView(where: object): void }): Promise<void> {
  box.scrollIntoView({ block: 'center' });
  const { requestAnimationFrame } = globalThis as unknown as { requestAnimationFrame: (next: () => void) => void };
  for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => requestAnimationFrame(resolve));
}

/** What is on the canvas of a chart, for comparing. */
export function pixelsOf(chart: Locator): Promise<string> {
  return chart
    .locator('canvas')
    .first()
    .evaluate((canvas: { toDataURL(): string }) => canvas.toDataURL());
}

/** Whether a strict parser takes it, as other programs that read SVG files do. In a page of its own, as those of `near` let no such text in. */
export async function isXml(near: Page, text: string): Promise<boolean> {
  const browser = near.context().browser();
  assert.ok(browser !== null);
  const blank = await browser.newPage();
  const isSound = await blank.evaluate((svg) => {
    const { DOMParser } = globalThis as unknown as { DOMParser: new () => Parser };
    return new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror') === null;
  }, text);
  await blank.close();
  return isSound;
}

/** The part of the page's scope that is used here; the tests' own types know no DOM. */
type Parser = { parseFromString(text: string, type: string): { querySelector(selector: string): unknown } };
