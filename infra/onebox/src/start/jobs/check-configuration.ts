import { parseConfiguration } from '@gptget/router/configuration'
import { readFileSync } from 'node:fs'

/**
 * What is wrong with the operator's file, by line and field, as the routers will find it; null when nothing is.
 * Asked before anything starts and before a reload, so that the answer stands in the terminal and not in a log.
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
