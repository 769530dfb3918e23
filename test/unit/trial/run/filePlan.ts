// The plan of a study of one file that need not be on disk.
import { join } from 'node:path';
import { parseAnnotations } from '../../../../src/annotation/parse.ts';
import type { StudyPlan } from '../../../../src/program/plan.ts';
import { spaceOf } from '../../../../src/program/studySpace.ts';

/** Of `model.js` in `folder`, with this text. */
export function planOfText(text: string, folder: string): StudyPlan {
  const file = join(folder, 'model.js');
  const annotations = parseAnnotations(file, text);
  return {
    file,
    program: { entry: file, args: [], nodeArgs: [], env: {}, cwd: folder },
    snapshot: { texts: new Map([[file, text]]), aliases: new Map() },
    annotations: new Map([[file, annotations]]),
    space: spaceOf([annotations]),
    objective: annotations.objective,
    ...{ packageFolder: folder, dataFolder: join(folder, '.tune'), studyName: 'model', sourceFile: 'model.js' },
  };
}
