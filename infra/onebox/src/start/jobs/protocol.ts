/** The messages between the two processes of a start. */
export type JobRequest = { id: number; name: string; input: unknown }

export type JobMessage =
  | { kind: 'report'; id: number; line: string }
  | { kind: 'done'; id: number; output: unknown }
  | { kind: 'failed'; id: number; error: JobFailure }

/** A serialized error. `code` and `path` identify the file that caused it. */
export type JobFailure = { message: string; code?: string; path?: string }
