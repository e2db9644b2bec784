/** What the system says of files, in words. https://man7.org/linux/man-pages/man3/errno.3.html */
const FILE_PROBLEMS: Record<string, string> = {
  EACCES: 'may not be written by this user',
  EPERM: 'may not be written by this user',
  EROFS: 'is read-only',
  ENOSPC: 'is on a full disk',
  EDQUOT: 'is over the quota of this user',
}

/** Why a start failed, in words for a person: never a stack trace, and what to do where a file is the reason. */
export const explainFailure = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code, path } = error as NodeJS.ErrnoException
  const problem = FILE_PROBLEMS[code ?? '']
  if (problem === undefined || path === undefined) return error.message
  return (
    `${path} ${problem} (${code}). What was started is stopped again, and the data is as it was.\n` +
    'Free some space or give this user access to the folder, then run the command again. GPTGET_DATA_DIR and GPTGET_CACHE_DIR select other folders.'
  )
}
