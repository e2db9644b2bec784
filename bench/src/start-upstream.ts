import path from 'node:path'
import { startProgram, type Program } from './processes/start-program.ts'

/** Starts the instant upstream as a separate process. */
export const startUpstream = async (repository: string): Promise<Program & { url: string }> => {
  const program = path.join(repository, 'packages/testkit/src/upstream/main.ts')
  let url = ''
  const started = await startProgram(process.execPath, [program, '--instant'], {
    isReady: (lines) => {
      const line = lines.find((text) => text.startsWith('{'))
      if (line !== undefined) url = (JSON.parse(line) as { url: string }).url
      return line !== undefined
    },
  })
  return { ...started, url }
}
