import { findGoProgram, GO_PROGRAMS } from '@gptget/embedded-servers'
import type { StageOutcome } from './run-stage.ts'

/**
 * Builds the servers that tests start, one after the other, if they are not in the cache. The slowest takes minutes,
 * which would otherwise count against the timeout of the first test that needs it.
 */
export const preparePrograms = async (cacheDir: string): Promise<StageOutcome> => {
  for (const name of GO_PROGRAMS) await findGoProgram(name, { cacheDir, report: () => {} })
  return { passed: 0, failed: 0 }
}
