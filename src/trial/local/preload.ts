// Which files a child that is started ahead may load. A trial tells what it has loaded in its spool file, which anybody may have written: that alone does not
// decide what runs. A file counts if it belongs to a package of tfjs that the program itself would load.
import { createRequire } from 'node:module';
import { isAbsolute, normalize } from 'node:path';

/** Whether `file` lies in the package of tfjs to which its name leads from `entry`, a file of the program. Nothing is loaded. */
export function isTfjsOf(entry: string, file: string): boolean {
  const [, name] = packagePattern.exec(file) ?? [];
  if (name === undefined || !isAbsolute(file) || normalize(file) !== file) return false;
  try {
    const [folder] = packagePattern.exec(createRequire(entry).resolve(name.replaceAll('\\', '/'))) ?? [];
    return folder !== undefined && file.startsWith(folder);
  } catch {
    return false;
  }
}

/** Up to the folder of the package, the last one where packages lie in one another. */
const packagePattern = /^.*[\\/]node_modules[\\/](@tensorflow[\\/]tfjs[\w-]*)[\\/]/;
