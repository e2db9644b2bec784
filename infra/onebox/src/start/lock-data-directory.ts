import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRunning } from '@gptget/embedded-servers/launch'

/** What the command line of a start that holds a lock contains. */
const OUR_COMMAND = 'onebox/src/start/main.ts'

/**
 * Makes this process the only start on the data directory. Returns what releases it.
 * @throws Error that names the other one.
 */
export const lockDataDirectory = (dataDirectory: string): (() => void) => {
  const file = path.join(dataDirectory, 'lock')
  if (!tryWrite(file)) {
    const holder = Number.parseInt(readFileSync(file, 'utf8'), 10)
    if (isRunning(holder, OUR_COMMAND)) {
      throw new Error(
        `GptGet already runs on ${dataDirectory} (process ${holder}). Stop it first, ` +
          'or give this one another data directory: GPTGET_DATA_DIR=… npm start -- --port N',
      )
    }
    rmSync(file, { force: true })
    if (!tryWrite(file)) throw new Error(`Another start on ${dataDirectory} was faster`)
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
