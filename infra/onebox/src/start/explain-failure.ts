/** The system's error codes for files, in words. https://man7.org/linux/man-pages/man3/errno.3.html */
const FILE_PROBLEMS: Record<string, string> = {
  EACCES: 'may not be written by this user',
  EPERM: 'may not be written by this user',
  EROFS: 'is read-only',
  ENOSPC: 'is on a full disk',
  EDQUOT: 'is over the quota of this user',
}

/** Explains for people why a start failed, without a stack trace. For a file's error, also says what to do. */
export const explainFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as NodeJS.ErrnoException
  const problem = FILE_PROBLEMS[code ?? '']
  if (problem === undefined || path === undefined) return error.message
  return (
    `${path} ${problem} (${code}). Everything was stopped again, and the data is unchanged.\n` +
    'Free some space or give this user access to the folder, then run the command again. GPTGET_DATA_DIR and GPTGET_CACHE_DIR select other folders.'
  )
}
