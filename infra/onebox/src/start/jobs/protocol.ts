/** What the two processes of a start say to each other. */
export type JobRequest = { id: number; name: string; input: unknown }

export type JobMessage =
  | { kind: 'report'; id: number; line: string }
  | { kind: 'done'; id: number; output: unknown }
  | { kind: 'failed'; id: number; error: JobFailure }

/** An error as it crosses: its code and path tell which file was the reason. */
export type JobFailure = { message: string; code?: string; path?: string }
