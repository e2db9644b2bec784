import { parseConfiguration } from '@gptget/router/configuration'
import { readFileSync } from 'node:fs'

/**
 * Checks the operator's file with the routers' rules. Returns its errors by line and field, or null. Called before a
 * start and before a reload, so that the errors appear in the terminal and not only in a log.
 */
export const checkConfiguration = (file: string | undefined, env: NodeJS.ProcessEnv): string | null => {
  if (file === undefined) return null
  try {
    parseConfiguration(readFileSync(file, 'utf8'), file, env)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
