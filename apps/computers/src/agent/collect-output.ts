import type { LiveComputer } from '../live/live-computers.ts'
import { askAgent } from './ask-agent.ts'
import { readLines, type ExitLine } from './read-lines.ts'

/** Runs something in a computer, and returns its output at the end. With a `signal`, it ends when that is aborted. */
export const collectOutput = async (
  live: LiveComputer,
  path: '/bash' | '/exec',
  body: object,
  signal?: AbortSignal,
): Promise<{ output: string; exit: ExitLine }> => {
  const pieces: string[] = []
  const more = signal === undefined ? { json: body } : { json: { ...body, ends_with_caller: true }, signal }
  for await (const line of readLines(await askAgent(live, { method: 'POST', path, ...more }))) {
    if (line.type === 'exit') return { output: pieces.join(''), exit: line }
    pieces.push(line.data)
  }
  throw new Error('readLines ends with an exit')
}
