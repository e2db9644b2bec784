import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRunning } from '@gptget/embedded-servers/launch'

/** Part of the command line of every process that can hold the lock. */
const OUR_COMMAND = 'onebox/src/start/main.ts'

/**
 * Locks the data directory for this process. Returns a function that releases it.
 * @throws Error that names the process that holds it
 */
export const lockDataDirectory = (dataDirectory: string): (() => void) => {
  const file = path.join(dataDirectory, 'lock')
  if (!tryWrite(file)) {
    const holder = Number.parseInt(readFileSync(file, 'utf8'), 10)
    if (isRunning(holder, OUR_COMMAND)) {
      throw new Error(
        `GptGet is already running with ${dataDirectory} (process ${holder}). Stop it first, ` +
          'or use another data directory and port: GPTGET_DATA_DIR=… npm start -- --port N',
      )
    }
    rmSync(file, { force: true })
    if (!tryWrite(file)) throw new Error(`Another start has just locked ${dataDirectory}`)
  }
  return () => rmSync(file, { force: true })
}

const tryWrite = (file: string): boolean => {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
