import type { LiveComputer } from '../live/live-computers.ts'
import { askAgent } from './ask-agent.ts'
import { readLines, type ExitLine } from './read-lines.ts'

/** Runs something in a computer, and returns its output at the end. */
export const collectOutput = async (
  live: LiveComputer,
  path: string,
  body: object,
): Promise<{ output: string; exit: ExitLine }> => {
  const pieces: string[] = []
  for await (const line of readLines(await askAgent(live, { method: 'POST', path, json: body }))) {
    if (line.type === 'exit') return { output: pieces.join(''), exit: line }
    pieces.push(line.data)
  }
  throw new Error('readLines ends with an exit')
}
