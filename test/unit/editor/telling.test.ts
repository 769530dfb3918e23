// Changes in the editor that come without end: told of now and then, and never so often that the listener waits for ever.
import assert from 'node:assert/strict';
import { describe, mock, test, beforeEach, afterEach } from 'node:test';
import { tellingUntilAsked } from '../../../src/editor/language/telling.ts';
import { throttled } from '../../../src/editor/throttled.ts';

void describe('changes without end', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
  afterEach(() => mock.timers.reset());

  test('an update runs at once, then once per interval, and once more after the last change', () => {
    let nRuns = 0;
    const { run } = throttled(() => nRuns++, 500);
    run();
    mock.timers.tick(0);
    assert.equal(nRuns, 1);
    for (let ms = 0; ms < 2000; ms += 10) {
      run();
      mock.timers.tick(10);
    }
    assert.equal(nRuns, 5);
    run();
    mock.timers.tick(10_000);
    assert.equal(nRuns, 6);
  });

  test('nothing runs after the end', () => {
    let nRuns = 0;
    const { run, dispose } = throttled(() => nRuns++, 500);
    run();
    dispose();
    mock.timers.tick(1000);
    assert.equal(nRuns, 0);
  });

  for (const quietMs of [250, 1500, 5000])
    test(`a listener that asks after ${quietMs} ms of quiet is answered again and again, the last time after the last change`, () => {
      let nChanges = 0;
      let seen = 0;
      let nAsked = 0;
      let timer: NodeJS.Timeout | undefined;
      const { changed, asked } = tellingUntilAsked(() => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          nAsked++;
          seen = nChanges;
          asked();
        }, quietMs);
      }, 1000);
      for (let ms = 0; ms < 60_000; ms += 50) {
        nChanges++;
        changed();
        mock.timers.tick(50);
      }
      assert.ok(nAsked >= 8, `asked ${nAsked} times`);
      // Step by step: timers that are set within a step start at its end.
      for (let ms = 0; ms < 15_000; ms += 50) mock.timers.tick(50);
      assert.equal(seen, nChanges);
    });

  test('what nobody asks for is told of once, and again when it was asked for', () => {
    let nTold = 0;
    const { changed, asked } = tellingUntilAsked(() => nTold++, 1000);
    for (let ms = 0; ms < 10_000; ms += 100) {
      changed();
      mock.timers.tick(100);
    }
    assert.equal(nTold, 1);
    asked();
    mock.timers.tick(1000);
    assert.equal(nTold, 2);
  });
});
