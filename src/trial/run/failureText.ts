// What the words of a failing program say about the machine: no memory left, no disk space left. The words are V8's, Node's, libc's, TensorFlow's and CUDA's.

/** The reason, as a sentence, if `words` (what was thrown, or the end of the output) tell of missing memory; else null. */
export function outOfMemory(words: string): string | null {
  return memoryWords.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** The reason with its remedy if `words` tell of a full disk; else null. Node reports a lack of file watchers by the same code, which is none. */
export function diskIsFull(words: string): string | null {
  if (!/ENOSPC: no space left|No space left on device/i.test(words)) return null;
  return 'The disk is full: the program could not write a file. Free some space, or let it write less.';
}

const memoryWords: readonly (readonly [RegExp, string])[] = [
  [
    // V8 says so on stderr before it aborts; a worker thread's end is thrown.
    /FATAL ERROR: .*(?:heap|memory)|JS heap out of memory/i,
    "The trial's process ran out of JavaScript heap memory.",
  ],
  // The second is V8's answer to a tensor of a thousand million values or more.
  [
    /Array buffer allocation failed|Invalid typed array length: \d{10}/,
    "The trial's process got no more memory for arrays.",
  ],
  [
    // Before the next: TensorFlow names the device that the tensor was to lie on.
    /(?:OOM when allocating|ResourceExhausted|RESOURCE_EXHAUSTED)[^]{0,400}\bGPU|CUDA_ERROR_OUT_OF_MEMORY|CU(?:BLAS|DNN)_STATUS_ALLOC_FAILED/,
    'TensorFlow got no more memory of the GPU.',
  ],
  [
    /OOM when allocating|ResourceExhausted|RESOURCE_EXHAUSTED|Invalid TF_Status: 8\b/,
    'TensorFlow got no more memory for a tensor.',
  ],
  [/exceeded (?:job |step )?memory limit|oom[-_ ]kill event/i, 'The trial used more memory than its Slurm job may.'],
  [/std::bad_alloc|ENOMEM|Cannot allocate memory/, "The trial's process got no more memory from the system."],
];
