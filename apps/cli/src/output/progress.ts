import type { Terminal } from '../terminal.ts'
import { widthOf } from '../terminal.ts'
import { styled } from './style.ts'

const FRAME_MS = 120
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const LINES_EVERY_MS = 10_000

/** Shows on stderr what the command waits for, and how many percent are done. */
export type Progress = { say(text: string, percent?: number | null): void; end(): void }

/** Shows a moving line in a terminal; elsewhere a new line now and then, so that a log shows progress. */
export const startProgress = (terminal: Terminal, text: string): Progress =>
  terminal.stderr.isTTY ? movingLine(terminal, text) : plainLines(terminal, text)

/** Says what is being waited for until it is there. */
export const withProgress = async <Answer>(
  terminal: Terminal,
  text: string,
  attempt: () => Promise<Answer>,
): Promise<Answer> => {
  const progress = startProgress(terminal, text)
  try {
    return await attempt()
  } finally {
    progress.end()
  }
}

const movingLine = ({ stderr }: Terminal, first: string): Progress => {
  const startedAt = performance.now()
  let [text, percent, frame] = [first, null as number | null, 0]
  const draw = (): void => {
    const seconds = Math.floor((performance.now() - startedAt) / 1000)
    const head = `${FRAMES[frame % FRAMES.length]} ${text}`
    const tail = ` ${seconds} s`
    const room = widthOf(stderr) - head.length - tail.length - 9
    const line = percent === null || room < 5 ? head : `${head} ${bar(percent, Math.min(30, room))}`
    frame += 1
    stderr.write(`\r\x1b[2K${(line + tail).slice(0, widthOf(stderr) - 1)}`)
  }
  const timer = setInterval(draw, FRAME_MS)
  draw()
  return {
    say: (next, nextPercent) => {
      text = next
      if (nextPercent !== undefined) percent = nextPercent
    },
    end: () => {
      clearInterval(timer)
      stderr.write('\r\x1b[2K')
    },
  }
}

const bar = (percent: number, width: number): string => {
  const filled = Math.round((Math.min(100, percent) / 100) * width)
  return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${String(Math.round(percent)).padStart(3)}%`
}

const plainLines = (terminal: Terminal, first: string): Progress => {
  let [shown, shownAt] = ['', -Infinity]
  const say = (text: string, percent?: number | null): void => {
    const line = percent === null || percent === undefined ? text : `${text} ${Math.round(percent)}%`
    const isNews = line !== shown && (percent === null || percent === undefined)
    if (!isNews && performance.now() - shownAt < LINES_EVERY_MS) return
    ;[shown, shownAt] = [line, performance.now()]
    terminal.stderr.write(`${styled(terminal.stderr, 'dim', line)}\n`)
  }
  say(first)
  return { say, end: () => {} }
}
